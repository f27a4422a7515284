package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryEstimateTest {
  private static final AxisValues VALUES = values(2, "0,1,2", "1,2", "exact,pairwise,reversed");

  private static Scenario scenario(AxisValues values, boolean dataDependsOnSeed, int... extents) {
    return scenario(values, dataDependsOnSeed, new TensorType(DType.FLOAT32, Shape.of(extents)));
  }

  private static Scenario scenario(
      AxisValues values, boolean dataDependsOnSeed, TensorType weightType) {
    Node.Input x = new Node.Input(0, "x", new TensorType(DType.FLOAT64, Shape.of(10)), false);
    Node.Input weight = new Node.Input(1, "weight", weightType, true);
    Program program = new Program(List.of(x, weight), List.of(), weight, "loss");
    return new Scenario(
        "s",
        "",
        "s.json",
        "",
        program,
        values,
        Map.of(),
        dataDependsOnSeed,
        seed -> {
          throw new AssertionError("nothing is made to estimate");
        });
  }

  private static MemoryEstimate estimate(
      AxisValues values, boolean dataDependsOnSeed, PlanMode mode, int... extents) {
    return MemoryEstimate.of(scenario(values, dataDependsOnSeed, extents), new Plan(values, mode));
  }

  @Test
  void countsValuesGradientsAndWhatIsKept() {
    MemoryEstimate full = estimate(VALUES, false, PlanMode.FULL_PRODUCT, 100);
    assertThat(full.stepBytes()).isEqualTo(10 * 8 + 2 * 400);
    // Two seeds' bounds; three runs, one for each order, one for each pair of threads and order.
    assertThat(full.retainedBytes()).isEqualTo(2 * 1600 + (3 + 3 + 6) * 400);
    MemoryEstimate dependent = estimate(VALUES, true, PlanMode.FULL_PRODUCT, 100);
    assertThat(dependent.retainedBytes()).isEqualTo(2 * 1600 + (3 + 3) * 400);
    MemoryEstimate single = estimate(VALUES, false, PlanMode.ONE_AT_A_TIME, 100);
    assertThat(single.retainedBytes()).isEqualTo(2 * 1600 + 3 * 400);
    assertThat(single.resultBytes()).isLessThan(full.resultBytes());
    assertThat(full.totalBytes())
        .isEqualTo(full.stepBytes() + full.retainedBytes() + full.resultBytes());
  }

  /** An array of floats holds them, for which two bytes each would not do. */
  @Test
  void sixteenBitsTakeTheRoomOfTheFloatsThatTheyAreHeldAs() {
    for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16)) {
      TensorType type = new TensorType(dtype, Shape.of(100));
      MemoryEstimate estimate =
          MemoryEstimate.of(scenario(VALUES, false, type), new Plan(VALUES, PlanMode.FULL_PRODUCT));
      assertThat(estimate).isEqualTo(estimate(VALUES, false, PlanMode.FULL_PRODUCT, 100));
    }
  }

  @Test
  void everyConfigurationMayHaveALossOfItsOwn() {
    long small = estimate(VALUES, false, PlanMode.FULL_PRODUCT, 100).resultBytes();
    // The loss of this program is the weight itself.
    assertThat(estimate(VALUES, false, PlanMode.FULL_PRODUCT, 1100).resultBytes())
        .isEqualTo(small + 18 * 4000);
  }

  @Test
  void repeatsCostNothing() {
    AxisValues often = VALUES.overriddenBy(1_000_000, null, null, null);
    assertThat(estimate(often, false, PlanMode.FULL_PRODUCT, 100))
        .isEqualTo(estimate(VALUES, false, PlanMode.FULL_PRODUCT, 100));
  }

  @Test
  void hugeShapesSaturateAndAreRefused() {
    int most = Integer.MAX_VALUE;
    MemoryEstimate huge = estimate(VALUES, false, PlanMode.FULL_PRODUCT, most, most, most);
    assertThat(huge.totalBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(huge.refusal(Long.MAX_VALUE - 1).orElseThrow()).contains("more than 8 EiB");
  }

  @Test
  void theRefusalSaysWhatIsNeededAndWhatThereIs() {
    MemoryEstimate estimate = new MemoryEstimate(3L << 30, 1L << 29, 1536);
    assertThat(estimate.refusal(estimate.totalBytes())).isEmpty();
    assertThat(estimate.refusal(estimate.totalBytes() - 1)).isPresent();
    assertThat(estimate.refusal(1000))
        .contains(
            "needs about 3.5 GiB of memory (3.0 GiB for the tensors of one run, 512.0 MiB for"
                + " gradients kept to compare with, 1.5 KiB for results), but only 1000 B are"
                + " available");
  }
}
