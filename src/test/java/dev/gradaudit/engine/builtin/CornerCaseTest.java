package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ties, poles, zeros, infinities and NaN, as PyTorch documents or computes them. */
final class CornerCaseTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  /** A step on a vector x in float64. */
  private static TrainingStep step(String statements, double... x) {
    return Steps.of(statements, Map.of("x", Steps.vector(DType.FLOAT64, x)));
  }

  private static double[] loss(String statements, double... x) {
    return Runs.elements(Runs.sequential(step(statements, x)).loss());
  }

  private static double[] gradient(String statements, double... x) {
    return Runs.gradient(step(statements, x), "x");
  }

  @ParameterizedTest(name = "{0} at {1} is {2}, its gradient {3}")
  @CsvSource({
    "F.relu(x), 0, 0, 0",
    "F.relu(x), NaN, NaN, 1",
    "torch.abs(x), 0, 0, 0",
    "torch.abs(x), -2, 2, -1",
    "torch.sqrt(x), 0, 0, Infinity",
    "torch.sqrt(x), -1, NaN, NaN",
    "torch.log(x), 0, -Infinity, Infinity",
    "torch.log(x), -1, NaN, -1",
    "torch.exp(x), 1000, Infinity, Infinity",
    "torch.exp(x), -1000, 0, 0",
    "torch.sigmoid(x), -800, 0, 0",
    "torch.sigmoid(x), 800, 1, 0",
    "torch.tanh(x), Infinity, 1, 0",
    "1 / x, 0, Infinity, -Infinity",
    "x / 0, 1, Infinity, Infinity",
    "x ** 0, 0, 1, 0",
    "x ** 0, NaN, 1, 0",
    "x ** 0.5, 0, 0, Infinity",
    "x ** 1, 0, 0, 1",
    "x ** 2, 0, 0, 0",
    "x ** 3, -2, -8, 12",
    "x ** -1, 0, Infinity, -Infinity",
    "x ** -2, 0, Infinity, -Infinity",
    "x ** 1.5, 0, 0, 0",
    "0 ** x, 0, 1, 0",
    "0 ** x, 2, 0, 0",
    "0 ** x, -1, Infinity, -Infinity",
    "1 ** x, NaN, 1, 0",
    "F.softplus(x), 20, 20.000000002061153, 0.9999999979388463",
    "F.softplus(x), 20.000001, 20.000001, 1",
    "F.softplus(x), -1000, 0, 0",
    "'F.softplus(x, beta=2, threshold=4)', 2.5, 2.5, 1",
    "'F.softmax(x, dim=0)', Infinity, NaN, NaN",
    "'F.softmax(x, dim=0)', -Infinity, NaN, NaN",
    "'torch.logsumexp(x, 0)', -Infinity, -Infinity, NaN",
    "'torch.logsumexp(x, 0)', Infinity, Infinity, NaN",
    "'torch.logsumexp(x, 0)', 1000, 1000, 1"
  })
  void functionOfOneNumber(String function, double x, double value, double slope) {
    assertThat(loss(function, x)).as("value").containsExactly(value);
    // Comparing by == takes the zeros for equal; which one it is depends on signs of no interest.
    double gradient = gradient(function, x)[0];
    assertThat(gradient == slope || (Double.isNaN(gradient) && Double.isNaN(slope)))
        .as("gradient %s, not %s", gradient, slope)
        .isTrue();
  }

  @Test
  void aPowerOfTwoTensorsHasNoGradientWhereTheBaseIsZero() {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT64, 0, 0, 0, 2, -2),
            "y", Steps.vector(DType.FLOAT64, 0, 1, 3, 0, 2));
    TrainingStep step = Steps.of("x ** y", tensors);
    assertThat(Runs.elements(Runs.sequential(step).loss())).containsExactly(1, 0, 0, 1, 4);
    assertThat(Runs.gradient(step, "x")).containsExactly(0, 1, 0, 0, -4);
    assertThat(Runs.gradient(step, "y")).containsExactly(0, 0, 0, StrictMath.log(2), NAN);
  }

  @Test
  void aNaNIsFollowed() {
    assertThat(gradient("(x * x).sum()", 1, NAN, 3)).containsExactly(2, NAN, 6);
    assertThat(gradient("x.sum() * x", 1, NAN)).containsExactly(NAN, NAN);
    assertThat(loss("F.softmax(x, dim=0)", 1, NAN)).containsExactly(NAN, NAN);
    assertThat(loss("F.relu(x).sum()", 1, NAN)).containsExactly(NAN);
  }

  @Test
  void aMaskedSoftmaxGivesTheMaskNothing() {
    assertThat(loss("F.softmax(x, dim=0)", -INF, 3, 3)).containsExactly(0, 0.5, 0.5);
    assertThat(gradient("F.softmax(x, dim=0)[1]", -INF, 3, 3)).containsExactly(0, 0.25, -0.25);
    assertThat(loss("torch.logsumexp(x, 0)", -INF, 0)).containsExactly(0);
    assertThat(gradient("torch.logsumexp(x, 0)", -INF, 0)).containsExactly(0, 1);
    assertThat(loss("F.softmax(x, dim=0)", 1000, 0)).containsExactly(1, 0);
    assertThat(loss("F.log_softmax(x, dim=0)", 1000, 0)).containsExactly(0, -1000);
  }

  @Test
  void sumsAndMeansOfNothing() {
    assertThat(loss("x.sum()")).containsExactly(0);
    assertThat(loss("x.mean()")).containsExactly(NAN);
    assertThat(gradient("x.sum()")).isEmpty();
    assertThat(gradient("x.mean()")).isEmpty();
  }

  @Test
  void crossEntropyOfProbabilitiesZeroAndOneIsClamped() {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT64, 0, 0, 1, 1),
            "t", Steps.vector(DType.FLOAT64, 0, 1, 0, 1));
    TrainingStep step = Steps.of("F.binary_cross_entropy(x, t, reduction='none')", tensors);
    assertThat(Runs.elements(Runs.sequential(step).loss())).containsExactly(0, 100, 100, 0);
    assertThat(Runs.gradient(step, "x")).containsExactly(0, -1e12, 1e12, 0);
    assertThat(Runs.gradient(step, "t")).containsExactly(100, 100, -100, -100);
  }

  @Test
  void crossEntropyOfHugeLogitsIsFinite() {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT32, -1000, -1000, 1000, 1000),
            "t", Steps.vector(DType.FLOAT32, 0, 1, 0, 1));
    TrainingStep step =
        Steps.of("F.binary_cross_entropy_with_logits(x, t, reduction='none')", tensors);
    assertThat(Runs.elements(Runs.sequential(step).loss())).containsExactly(0, 1000, 1000, 0);
    assertThat(Runs.gradient(step, "x")).containsExactly(0, -1, 1, 0);
  }

  @Test
  void crossEntropyOfOneClassIsZero() {
    Map<String, Tensor> tensors =
        Map.of("x", Steps.vector(DType.FLOAT64, 3, -7), "t", Steps.vector(DType.INT64, 0, 0));
    TrainingStep step = Steps.of("F.cross_entropy(x[:, None], t)", tensors);
    assertThat(Runs.elements(Runs.sequential(step).loss())).containsExactly(0);
    assertThat(Runs.gradient(step, "x")).containsExactly(0, 0);
  }

  @Test
  void elementsThatAnIndexLeavesOutGetZero() {
    assertThat(gradient("x[::2]", 1, 2, 3, 4, 5)).containsExactly(1, 0, 1, 0, 1);
    assertThat(gradient("x[-1]", 1, 2, 3)).containsExactly(0, 0, 1);
    assertThat(gradient("x[3:1]", 1, 2, 3)).containsExactly(0, 0, 0);
    assertThat(gradient("x[1:9007199254740991:9007199254740991]", 1, 2, 3))
        .containsExactly(0, 1, 0);
  }

  @Test
  void aTensorThatIsUsedTwiceGetsBothGradients() {
    assertThat(gradient("x * x", 3)).containsExactly(6);
    assertThat(gradient("x - x", 3)).containsExactly(0);
    assertThat(gradient("x @ x", 1, 2)).containsExactly(2, 4);
    assertThat(gradient("y = x + x; y * x", 3)).containsExactly(12);
  }
}
