package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PyTorch documents of losses at ignored targets, infinite distances and empty batches. */
final class LossEdgeCaseTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static TrainingStep ofLabels(String program, long... labels) {
    double[] logits = new double[2 * labels.length];
    Arrays.setAll(logits, i -> i * i % 5);
    return Steps.of(
        program,
        Map.of(
            "x", new DoubleTensor(Shape.of(labels.length, 2), logits),
            "t", new LongTensor(Shape.of(labels.length), labels)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"F.cross_entropy(x, t)", "F.nll_loss(F.log_softmax(x, 1), t)"})
  void aTargetOfMinusHundredIsLeftOutByDefault(String program) {
    TrainingStep padded = ofLabels(program, 1, 0, -100);
    TrainingStep alone = ofLabels(program, 1, 0);
    assertThat(Runs.sequential(padded).loss().doubleAt(0))
        .isEqualTo(Runs.sequential(alone).loss().doubleAt(0));
    double[] gradient = Runs.gradient(padded, "x");
    assertThat(Arrays.copyOf(gradient, 4)).isEqualTo(Runs.gradient(alone, "x"));
    assertThat(Arrays.copyOfRange(gradient, 4, 6)).containsExactly(0, 0);
  }

  @Test
  void crossEntropyOfNothingThatCountsIsNotANumberAndHasNoGradient() {
    TrainingStep step = ofLabels("F.cross_entropy(x, t)", -100, -100);
    assertThat(Runs.sequential(step).loss().doubleAt(0)).isNaN();
    assertThat(Runs.gradient(step, "x")).containsOnly(0);
  }

  @Test
  void aMeanWithoutWeightsDividesByTheNumberOfTargetsInEveryDType() {
    Map<String, Tensor> tensors =
        Map.of(
            "x",
            Tensors.filled(DType.BFLOAT16, Shape.of(1024, 2), 1),
            "t",
            new LongTensor(Shape.of(1024), new long[1024]));
    assertThat(Runs.gradient(Steps.of("F.nll_loss(x, t)", tensors), "x"))
        .containsOnly(-1.0 / 1024, 0);
  }

  /** PyTorch adds the weights up in their own dtype on a CPU, and so does a plain order here. */
  @Test
  void weightsAreSummedInTheirDTypeUnlessTheOrderIsWide() {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Tensors.filled(DType.BFLOAT16, Shape.of(1024, 2), 1),
            "w", Tensors.filled(DType.BFLOAT16, Shape.of(2), 1),
            "t", new LongTensor(Shape.of(1024), new long[1024]));
    TrainingStep step = Steps.of("F.nll_loss(x, t, weight=w)", tensors);
    assertThat(Runs.gradient(step, "x")).containsOnly(-1.0 / 256, 0);
    RunOutcome.Completed wide = Runs.run(step, Runs.configuration("wide", 1, 0));
    assertThat(Runs.elements(Runs.gradient(wide, "x"))).containsOnly(-1.0 / 1024, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"F.huber_loss(x, t)", "F.smooth_l1_loss(x, t)"})
  void anInfiniteDistanceHasTheSlopeOfALargeOne(String program) {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT64, INF, -INF, 0.5, 9),
            "t", Steps.vector(DType.FLOAT64, 0, 0, 0, 0));
    TrainingStep step = Steps.of(program, tensors);
    assertThat(Runs.gradient(step, "x")).containsExactly(0.25, -0.25, 0.125, 0.25);
    assertThat(Runs.sequential(step).loss().doubleAt(0)).isEqualTo(INF);
  }

  @ParameterizedTest
  @CsvSource({
    "'F.l1_loss(x, t)', 0",
    "'F.mse_loss(x, t)', NaN",
    "'F.huber_loss(x, t)', NaN",
    "'F.smooth_l1_loss(x, t)', NaN",
    "'F.smooth_l1_loss(x, t, beta=0)', 0",
  })
  void aDistanceThatIsNotANumberHasTheGradientOfPyTorch(String program, double expected) {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT64, Double.NaN, 3),
            "t", Steps.vector(DType.FLOAT64, 0, 0));
    TrainingStep step = Steps.of(program, tensors);
    assertThat(Arrays.copyOf(Runs.gradient(step, "x"), 1)).containsExactly(expected);
    assertThat(Runs.sequential(step).loss().doubleAt(0)).isNaN();
  }

  @Test
  void divergenceFromANegativeTargetIsNotANumberAndFromNoneIsZero() {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT64, 1, 2, 3),
            "t", Steps.vector(DType.FLOAT64, -0.5, 0, 1));
    Tensor losses = Runs.sequential(Steps.of("F.kl_div(x, t, 'none')", tensors)).loss();
    assertThat(losses.doubleAt(0)).isNaN();
    assertThat(losses.doubleAt(1)).isZero();
    assertThat(losses.doubleAt(2)).isEqualTo(-3);
    Tensor none = new DoubleTensor(Shape.of(0, 2), new double[0]);
    RunOutcome.Completed empty =
        Runs.sequential(Steps.of("F.kl_div(x, t, 'batchmean')", Map.of("x", none, "t", none)));
    assertThat(empty.loss().doubleAt(0)).isZero();
  }
}
