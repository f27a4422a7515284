package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Random scalar programs against the forward-mode differentiation of Commons Math. */
final class DerivativeStructureTest {
  private static final List<String> NAMES = List.of("x", "y", "z");

  /** An expression of the language, and the same in Commons Math. */
  private record Pair(String text, DerivativeStructure value) {}

  private record Unary(String text, UnaryOperator<DerivativeStructure> function) {}

  private record Binary(String text, BinaryOperator<DerivativeStructure> function) {}

  private static final List<Unary> UNARY =
      List.of(
          new Unary("torch.sin(%s)", DerivativeStructure::sin),
          new Unary("torch.cos(%s)", DerivativeStructure::cos),
          new Unary("torch.tanh(%s)", DerivativeStructure::tanh),
          new Unary("torch.exp(torch.sin(%s))", a -> a.sin().exp()),
          new Unary("torch.log(1 + (%s) ** 2)", a -> a.pow(2).add(1).log()),
          new Unary("torch.sqrt(2 + (%s) ** 2)", a -> a.pow(2).add(2).sqrt()),
          new Unary("torch.sigmoid(%s)", a -> a.negate().exp().add(1).reciprocal()),
          new Unary("F.softplus(%s)", a -> a.exp().add(1).log()),
          new Unary("-(%s)", DerivativeStructure::negate),
          new Unary("torch.abs(%s)", DerivativeStructure::abs),
          new Unary("(2 + torch.cos(%s)) ** -1.5", a -> a.cos().add(2).pow(-1.5)));

  private static final List<Binary> BINARY =
      List.of(
          new Binary("(%s) + (%s)", DerivativeStructure::add),
          new Binary("(%s) - (%s)", DerivativeStructure::subtract),
          new Binary("torch.tanh(%s) * torch.tanh(%s)", (a, b) -> a.tanh().multiply(b.tanh())),
          new Binary("(%s) / (1 + (%s) ** 2)", (a, b) -> a.divide(b.pow(2).add(1))),
          new Binary(
              "(2 + torch.sin(%s)) ** torch.cos(%s)", (a, b) -> a.sin().add(2).pow(b.cos())));

  @Test
  void gradientsAgree() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      double[] at = new double[NAMES.size()];
      for (int i = 0; i < at.length; i++) {
        at[i] = random.nextDouble(-1.5, 1.5);
        tensors.put(NAMES.get(i), Steps.scalar(DType.FLOAT64, at[i]));
      }
      Pair program = draw(random, at, 4);
      TrainingStep step = Steps.of(program.text, tensors);
      RunOutcome.Completed outcome = Runs.sequential(step);
      String what = "seed " + seed + ": " + program.text;
      assertThat(outcome.loss().doubleAt(0)).as(what).isCloseTo(program.value.getValue(), near(1));
      for (int i = 0; i < at.length; i++) {
        int[] orders = new int[at.length];
        orders[i] = 1;
        double expected = program.value.getPartialDerivative(orders);
        Tensor gradient = outcome.gradients().get(NAMES.get(i));
        double actual = gradient == null ? 0 : gradient.doubleAt(0);
        assertThat(actual).as("d/d%s, %s", NAMES.get(i), what).isCloseTo(expected, near(expected));
      }
    }
  }

  /** 2e-13 of the value, and of 1 for what comes out small by cancellation. */
  private static Offset<Double> near(double value) {
    return Offset.offset(2e-13 * Math.max(1, Math.abs(value)));
  }

  private static Pair draw(SplittableRandom random, double[] at, int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      int i = random.nextInt(at.length);
      return new Pair(NAMES.get(i), new DerivativeStructure(at.length, 1, i, at[i]));
    }
    Pair first = draw(random, at, depth - 1);
    if (random.nextBoolean()) {
      Unary f = UNARY.get(random.nextInt(UNARY.size()));
      return new Pair(String.format(f.text, first.text), f.function.apply(first.value));
    }
    Pair second = draw(random, at, depth - 1);
    Binary f = BINARY.get(random.nextInt(BINARY.size()));
    return new Pair(
        String.format(f.text, first.text, second.text),
        f.function.apply(first.value, second.value));
  }
}
