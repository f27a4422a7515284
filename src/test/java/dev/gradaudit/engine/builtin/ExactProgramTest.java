package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.builtin.oracle.Oracle;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs whose gradients are small rationals: every bit of them is known. */
final class ExactProgramTest {
  @Test
  void theThreeExamplesThatPeopleQuote() {
    TrainingStep polynomial =
        Steps.of("y = x**2 + 2*x + 1", Map.of("x", Steps.scalar(DType.FLOAT32, 2)));
    assertThat(Runs.sequential(polynomial).loss().doubleAt(0)).isEqualTo(9);
    assertThat(Runs.gradient(polynomial, "x")).containsExactly(6);
    TrainingStep elementwise =
        Steps.of(
            "y = x**2 + 2*x + 1; torch.sum(y)", Map.of("x", Steps.vector(DType.FLOAT32, 2, 3, 4)));
    assertThat(Runs.gradient(elementwise, "x")).containsExactly(6, 8, 10);
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT32, 1, 2, 3),
            "w", Steps.vector(DType.FLOAT32, 0.3, -0.2, 0.5).withShape(Shape.of(1, 3)));
    TrainingStep linear = Steps.of("output = F.linear(x, w); output.sum()", tensors);
    assertThat(Runs.gradient(linear, "w")).containsExactly(1, 2, 3);
    assertThat(Runs.gradient(linear, "x")).containsExactly(0.3f, -0.2f, 0.5f);
    for (TrainingStep step : List.of(polynomial, elementwise, linear)) {
      assertThat(new BuiltinEngine().analyse(step, new Liberties(true, false)).gradients().values())
          .allMatch(Analysis.Gradient::proven);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x[3,4] y[4] | (x * y - 3) ** 2 + x * 0.5",
        "x[5] | y = x * x; z = y + x; (y * z - x).sum()",
        "x[3,4] w[5,4] b[5] | F.relu(F.linear(x, w, b) + 0.5).sum(dim=0)",
        "x[4,3] y[3,4] | (x @ y) * (x @ y).T",
        "x[8] t[8] | F.mse_loss(x, t)",
        "x[2,4] | x.mean(dim=1) * x.sum(dim=1) + torch.abs(x)[:, 2]",
        "x[4] | (x ** 3 - x[::2].sum() * x[1]) / 4"
      })
  void gradientsOfPolynomialsAreRightToTheLastBit(String line) {
    for (long seed = 0; seed < 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TrainingStep step = Steps.of(line, DType.FLOAT32, Data.EXACT, random);
      for (Map.Entry<String, Tensor> tensor : step.tensors().entrySet()) {
        double[] expected = exactGradient(step, tensor.getKey(), tensor.getValue());
        Configuration order = Runs.configuration("shuffled/pairwise/fma", 3, seed);
        assertThat(Runs.elements(Runs.gradient(Runs.run(step, order), tensor.getKey())))
            .as("seed %d, gradient of %s", seed, tensor.getKey())
            .containsExactly(expected);
      }
    }
  }

  /** Quotients of differences, cleared of their error, which lies beyond the 25th digit. */
  private static double[] exactGradient(TrainingStep step, String name, Tensor tensor) {
    double[] gradient = new double[tensor.size()];
    for (int i = 0; i < gradient.length; i++) {
      double[] unit = new double[gradient.length];
      unit[i] = 1;
      BigDecimal slope =
          new Oracle(step).derivative(Map.of(name, new DoubleTensor(tensor.shape(), unit)));
      gradient[i] = slope.setScale(25, RoundingMode.HALF_EVEN).doubleValue();
    }
    return gradient;
  }
}
