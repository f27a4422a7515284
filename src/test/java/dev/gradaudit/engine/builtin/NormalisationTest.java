package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sums a normalisation consists of, and what it gives where there is little to normalise. */
final class NormalisationTest {
  private static TrainingStep drawn(String line) {
    return Steps.of(line, DType.FLOAT32, new SplittableRandom(7));
  }

  private static List<String> sums(String line) {
    return new BuiltinEngine()
        .analyse(drawn(line), Liberties.NONE).sites().stream()
            .map(site -> (site.key().role() + " " + site.key().label()).strip())
            .toList();
  }

  /** A kernel that is fused has no sum over the uses of its input. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x[4,6] w[6] b[6]   | F.layer_norm(x, (6,), w, b)",
        "x[4,6] w[6] b[6]   | F.batch_norm(x, None, None, w, b, training=True)",
        "x[4,6,5] w[6] b[6] | F.instance_norm(x, weight=w, bias=b)",
        "x[4,6] w[6] b[6]   | F.group_norm(x, 2, w, b)",
      })
  void theSumsAreThoseOfTheFusedKernels(String line) {
    assertThat(sums(line))
        .containsExactlyInAnyOrder(
            "forward mean",
            "forward variance",
            "grad of input mean gradient",
            "grad of input gradient along the result",
            "grad of weight broadcast",
            "grad of bias broadcast");
  }

  @Test
  void aRootMeanSquareTakesNoMean() {
    assertThat(sums("x[4,6] w[6] | F.rms_norm(x, (6,), w)"))
        .containsExactlyInAnyOrder(
            "forward mean square",
            "grad of input gradient along the result",
            "grad of weight broadcast");
  }

  @Test
  void noOrderCanChangeWhatIsNormalisedInPairs() {
    Analysis analysis =
        new BuiltinEngine().analyse(drawn("x[3,2] | F.layer_norm(x, (2,))"), Liberties.NONE);
    assertThat(analysis.gradients().values()).allMatch(Analysis.Gradient::proven);
    assertThat(analysis.sites()).hasSize(4);
  }

  @Test
  void equalValuesAreNormalisedToZero() {
    TrainingStep step =
        Steps.of(
            "(F.layer_norm(x, (3,)) * y).sum()",
            Map.of(
                "x", Steps.vector(DType.FLOAT64, 5, 5, 5),
                "y", Steps.vector(DType.FLOAT64, 1, 2, 3)));
    assertThat(Runs.sequential(step).loss().doubleAt(0)).isZero();
    double slope = 1 / Math.sqrt(1e-5);
    assertThat(Runs.gradient(step, "x")).containsExactly(-slope, 0, slope);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT64, 0x1p-52", "FLOAT32, 0x1p-23", "BFLOAT16, 0x1p-7", "FLOAT16, 0x1p-10"})
  void aRootMeanSquareOfZerosDividesByTheRootOfTheMachineEpsilon(DType dtype, String epsilon) {
    TrainingStep step = Steps.of("F.rms_norm(x, (2,))", Map.of("x", Steps.vector(dtype, 0, 0)));
    double eps = Double.parseDouble(epsilon);
    double[] gradient = Runs.gradient(step, "x");
    assertThat(gradient[0]).isCloseTo(1 / Math.sqrt(eps), within(eps / Math.sqrt(eps)));
    assertThat(gradient[1]).isEqualTo(gradient[0]);
  }

  @Test
  void groupsOfOneValueAreZeroWithNoSlopeWhereTheBatchHasMore() {
    Map<String, Tensor> tensors =
        Map.of("x", new DoubleTensor(Shape.of(2, 2), new double[] {1, -3, 0.1, 7}));
    TrainingStep step = Steps.of("F.group_norm(x, 2).sum()", tensors);
    assertThat(Runs.sequential(step).loss().doubleAt(0)).isZero();
    assertThat(Runs.gradient(step, "x")).containsOnly(0);
  }

  @Test
  void runningStatisticsPlayNoPartInTraining() {
    Map<String, Tensor> tensors =
        Map.of(
            "x", new DoubleTensor(Shape.of(3, 1), new double[] {1, 2, 4}),
            "m", Steps.vector(DType.FLOAT64, 9),
            "v", Steps.vector(DType.FLOAT64, 9));
    TrainingStep given = Steps.of("F.batch_norm(x, m, v, training=True)", tensors);
    TrainingStep none = Steps.of("F.batch_norm(x, None, None, training=True) + 0 * m", tensors);
    assertThat(Runs.sequential(given).loss().doubleAt(2))
        .isEqualTo(Runs.sequential(none).loss().doubleAt(2));
    assertThat(Runs.gradient(given, "m")).containsExactly(0);
    assertThat(Runs.gradient(given, "v")).containsExactly(0);
  }

  @Test
  void nothingIsNormalisedToNothing() {
    Tensor empty = new DoubleTensor(Shape.of(0, 2, 3), new double[0]);
    Map<String, Tensor> tensors = Map.of("x", empty, "w", Steps.vector(DType.FLOAT64, 1, 1));
    for (String call :
        List.of(
            "F.layer_norm(x, (2, 3))",
            "F.group_norm(x, 2, w)",
            "F.instance_norm(x, weight=w)",
            "F.batch_norm(x, None, None, w, training=True)")) {
      assertThat(Runs.sequential(Steps.of(call, tensors)).loss().size()).as(call).isZero();
    }
  }
}
