package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Referee;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.builtin.oracle.Oracle;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.WideTensor;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Compares losses and gradients of the engine with the oracle's. */
final class OracleComparison {
  private final TrainingStep step;
  private final double unitRoundoff;
  private final BigDecimal[] loss;
  private final Map<String, Tensor> direction = new LinkedHashMap<>();
  private final BigDecimal derivative;

  /**
   * @param random draws the direction along which gradients are compared
   */
  OracleComparison(TrainingStep step, SplittableRandom random) {
    this(step, step, random);
  }

  /**
   * @param whole the same step as the oracle is to see it
   */
  OracleComparison(TrainingStep step, TrainingStep whole, SplittableRandom random) {
    this.step = step;
    this.unitRoundoff =
        step.program().nodes().stream()
            .map(node -> node.type().dtype())
            .filter(DType::isFloating)
            .mapToDouble(DType::unitRoundoff)
            .max()
            .orElseThrow();
    for (Node.Input input : step.program().inputs()) {
      if (input.requiresGrad()) {
        double[] values = new double[Math.toIntExact(input.type().shape().size())];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextDouble(-1, 1);
        }
        direction.put(input.name(), new DoubleTensor(input.type().shape(), values));
      }
    }
    Oracle oracle = new Oracle(whole);
    this.loss = oracle.loss();
    this.derivative = oracle.derivative(direction);
  }

  /**
   * Both have to agree within some units of roundoff, of the loss's magnitude and of the sum of the
   * magnitudes that make up the directional derivative.
   */
  void check(List<Configuration> configurations, double units) {
    for (Configuration configuration : configurations) {
      RunOutcome.Completed outcome = Runs.run(step, configuration);
      assertThat(lossError(outcome.loss())).as("loss, %s", configuration).isLessThan(units);
      assertThat(gradientError(outcome)).as("gradients, %s", configuration).isLessThan(units);
    }
  }

  private double lossError(Tensor actual) {
    assertThat(actual.size()).isEqualTo(loss.length);
    double error = 0;
    double scale = 1;
    for (int i = 0; i < loss.length; i++) {
      scale = Math.max(scale, loss[i].abs().doubleValue());
      BigDecimal difference = new BigDecimal(actual.doubleAt(i)).subtract(loss[i]);
      error = Math.max(error, difference.abs().doubleValue());
    }
    return error / scale / unitRoundoff;
  }

  private double gradientError(RunOutcome.Completed outcome) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal scale = BigDecimal.ZERO;
    for (Map.Entry<String, Tensor> moved : direction.entrySet()) {
      Tensor gradient = outcome.gradients().get(moved.getKey());
      for (int i = 0; gradient != null && i < gradient.size(); i++) {
        BigDecimal product =
            new BigDecimal(gradient.doubleAt(i))
                .multiply(new BigDecimal(moved.getValue().doubleAt(i)));
        sum = sum.add(product);
        scale = scale.add(product.abs());
      }
    }
    double error = sum.subtract(derivative).abs().doubleValue();
    return error == 0 ? 0 : error / scale.doubleValue() / unitRoundoff;
  }

  /**
   * The reference has to agree to {@code bits} bits of the magnitudes, and within what it states of
   * its own error; the oracle's last digits and the roundings of constants aside.
   */
  void checkReference(Referee.Reference reference, double relative) {
    BigDecimal sum = BigDecimal.ZERO;
    double scale = 0;
    double stated = 0;
    for (Map.Entry<String, Tensor> moved : direction.entrySet()) {
      WideTensor gradient = reference.gradients().get(moved.getKey());
      for (int i = 0; gradient != null && i < gradient.size(); i++) {
        double weight = moved.getValue().doubleAt(i);
        BigDecimal exact =
            new BigDecimal(gradient.high()[i]).add(new BigDecimal(gradient.low()[i]));
        sum = sum.add(exact.multiply(new BigDecimal(weight)));
        scale += Math.abs(gradient.high()[i] * weight);
        stated += gradient.error()[i] * Math.abs(weight);
      }
    }
    double error = sum.subtract(derivative).abs().doubleValue();
    assertThat(error).as("of %s", scale).isLessThanOrEqualTo(relative * scale);
    assertThat(stated).as("stated, of %s", scale).isLessThanOrEqualTo(relative * scale);
    if (relative < 0x1p-60) {
      assertThat(error).isLessThanOrEqualTo(stated + 1e-33 * scale);
    }
  }
}
