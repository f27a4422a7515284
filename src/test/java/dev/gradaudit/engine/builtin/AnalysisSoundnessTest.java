package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What an analysis claims of every order, against runs under every order of the grammar. */
final class AnalysisSoundnessTest {
  /** Sums that feed nonlinear operators, gates, divisions, products and further sums. */
  static final List<String> CHAINS =
      List.of(
          "x[7] | x.sum()",
          "x[5,4] w[3,4]! | F.linear(x, w).sum()",
          "x[7] | torch.exp(x.sum() * 0.1) * x",
          "x[6] y[6]+ | (x / y.sum()).sum() * x.sum()",
          "x[6] | (1 / (x.sum() + 0.5)).sum() * x",
          "x[5,4] w[3,4] v[2,3] b[3] | F.linear(F.relu(F.linear(x, w, b)), v).sum()",
          "x[3,4] y[4,3] | z = x @ y; (z @ z).sum(dim=0)",
          "x[9] | F.softmax(x * x.sum(), dim=0) * x",
          "x[3,5] t[3]<5 | F.cross_entropy(x @ x.T @ x, t)",
          "x[4,3] y[3] | torch.sin((x * y).sum(dim=0)) * torch.cos((x * y).mean())",
          "x[8] t[8]% | F.binary_cross_entropy(torch.sigmoid(x * x.mean()), t)",
          "x[8] t[8]% | F.binary_cross_entropy_with_logits(x * x.sum(), t)",
          "x[5] | torch.sqrt(torch.abs(x.sum())) * torch.log(x ** 2 + x.sum() ** 2)",
          "x[5] | s = x.sum(); F.relu(s) * x + F.relu(-s) * x * x",
          "x[5] | x.sum() ** 3 * x.logsumexp(0) + F.softplus(x.sum()) * x",
          "x[5]+ y[5] | (x.sum() ** y).sum() + (x ** y.sum()).sum()",
          "x[6] | torch.tanh(x.sum()) * x",
          "x[6] y[3] | torch.tanh(x.sum()) * y",
          "x[6] y[3] | torch.where(y * x.sum() > y * y, y * y, x.sum() * y)",
          "x[7] y[7] | torch.where((x > x.mean()) & (y < x.sum()), x * y, y) * y",
          "x[4] n[9]<4 y[9] | (x.gather(0, n) * y * y).sum() * x",
          "x[4,3] n[6,3]<4 y[6,3] | torch.exp(x * 0.1).gather(0, n) * y * x.sum()",
          "x[5,2] n[5,2]<1 | torch.where(x.gather(0, n) == x.sum(), x, x * x.sum())",
          "x[6] y[3] | y.gather(0, (torch.sigmoid(x.sum()) * 2.99).long()[None]) * y * x.sum()",
          "x[4] y[4] | torch.outer(x, y * x.sum())",
          "x[7] y[5] | (y * x.sum()).prod() * x",
          "x[3,7] y[2] | x.sum(1).prod() * y",
          "x[7] y[5] | torch.clamp(y * x.sum(), min=x.mean(), max=0.5) * y",
          "x[7] y[5] | z = y * x.sum(); z.max() * y + z.amin(0) * y * y + torch.maximum(z, y)");

  /** Data on which sums go astray in one order and not in another. */
  static final Map<String, List<Double>> ASTRAY =
      Map.of(
          "a gradient that may be NaN", List.of(3e38, 3e38, -3e38, -3e38),
          "a sum that may have either sign", List.of(1e8, -1.0, -1e8, 0.5),
          "a sum that may be 0", List.of(1e8, 1.0, -1e8),
          "zeros of one sign", List.of(-0.0, -0.0, -0.0),
          "two numbers that overflow", List.of(3e38, 3e38));

  static final List<String> CONSUMERS =
      List.of(
          "torch.tanh(x.sum()) * y",
          "(y * x.sum()).prod() * y",
          "torch.clamp(y, min=x.sum()) * y",
          "(y * x.sum()).max() * y",
          "(y * x.sum()).amax() * y",
          "y.norm(float('-inf')) * torch.maximum(y, x.sum()) * y",
          "torch.sin(x.sum()) * y",
          "y / (x.sum() * 0)",
          "y / x.sum()",
          "y / F.relu(x.sum())",
          "F.relu(x.sum()) * y",
          "torch.abs(x.sum()) * y * y",
          "x.sum() ** 2 * y",
          "(y * y) ** x.sum()",
          "torch.sqrt(x.sum()) * y",
          "torch.log(x.sum()) * y",
          "torch.sigmoid(x.sum()) * y",
          "F.softplus(x.sum()) * y",
          "F.softmax(x.sum() * y, dim=0)",
          "F.log_softmax(x.sum() + y, dim=0) * y",
          "torch.logsumexp(x.sum() * y, dim=0) * y",
          "x.sum().double() * y.double()",
          "torch.where(y > x.sum(), y * y, y)",
          "y * (x.sum() >= y).float() + y * y",
          "torch.where(x.sum() != 0, y * y, y)",
          "(x.sum() * y).bool() * y * y",
          "y.gather(0, (x.sum() > 0).long()[None]) * y");

  @Test
  void everyGradientOfASumGoneAstrayLiesWithinItsBounds() {
    OrderSweep sweep = new OrderSweep();
    ASTRAY.forEach(
        (what, data) -> {
          double[] values = data.stream().mapToDouble(Double::doubleValue).toArray();
          for (String consumer : CONSUMERS) {
            Tensor x = Steps.vector(DType.FLOAT32, values);
            Tensor y = Steps.vector(DType.FLOAT32, 0.75, -1.25);
            TrainingStep step = Steps.of(consumer, Map.of("x", x, "y", y));
            sweep.check(what + ": " + consumer, step);
          }
        });
    assertThat(sweep.moving()).isGreaterThan(50);
  }

  /** Rounded, the products are 1 + 2^-22, -1/2 and 2^-23; the first one is not exact. */
  @Test
  void productsThatRoundProveNothingWhereTheyMayBeFused() {
    Tensor x = Steps.vector(DType.FLOAT32, 1 + 0x1p-23, 1, 1);
    Tensor y = Steps.vector(DType.FLOAT32, 1 + 0x1p-23, -0.5, 0x1p-23);
    Tensor z = Steps.vector(DType.FLOAT32, 1, 3);
    TrainingStep step = Steps.of("(x @ y) * z", Map.of("x", x, "y", y, "z", z));
    OrderSweep sweep = new OrderSweep();
    sweep.check("fused products", step);
    assertThat(claim(step, false, "z").proven()).isTrue();
    assertThat(claim(step, true, "z").proven()).isFalse();
  }

  /** One sum that is off by a thousandth is no matter of rounding. */
  @Test
  void aWrongSumFallsOutsideTheBounds() {
    for (int seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TrainingStep step =
          Steps.of("x[20]+ y[20]+ | x.sum() * y.sum()", DType.FLOAT32, Data.WIDE, random);
      Analysis.Gradient claim = claim(step, false, "x");
      double[] lower = Objects.requireNonNull(claim.lower());
      double[] upper = Objects.requireNonNull(claim.upper());
      double right = Runs.gradient(step, "x")[0];
      assertThat(right).as("seed %d", seed).isBetween(lower[0], upper[0]);
      assertThat(right * 1.001 > upper[0] || right * 1.001 < lower[0]).isTrue();
    }
  }

  @Test
  void everyGradientOfEveryOrderLiesWithinItsBounds() {
    OrderSweep sweep = new OrderSweep();
    for (int seed = 0; seed < 240; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String line =
          seed % 2 == 0
              ? CHAINS.get(seed / 2 % CHAINS.size())
              : RandomPrograms.draw(random, 1 + random.nextInt(6));
      DType dtype =
          List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.FLOAT16)
              .get(random.nextInt(4));
      Data data = Data.draw(random);
      TrainingStep step = Steps.of(line, dtype, data, random);
      sweep.check("seed " + seed + ", " + data + " " + dtype + ": " + line, step);
    }
    // The claims are not idle: there are proofs, and gradients that do move and are bounded.
    assertThat(sweep.proven()).isGreaterThan(50);
    assertThat(sweep.moving()).isGreaterThan(100);
    assertThat(sweep.bounded()).isGreaterThan(sweep.moving());
  }

  private static Analysis.Gradient claim(TrainingStep step, boolean fused, String name) {
    Analysis analysis = new BuiltinEngine().analyse(step, new Liberties(fused, false));
    return Objects.requireNonNull(analysis.gradients().get(name));
  }

  /** A sum of a single −0 that begins with +0 is +0. */
  @Test
  void aLibraryThatBeginsWithZeroChangesASign() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("x", Steps.vector(DType.FLOAT32, -0.0));
    tensors.put("scale", Steps.scalar(DType.FLOAT32, 1));
    TrainingStep step = Steps.of("loss = (x * scale).sum()", tensors);
    assertThat(proves(step, Liberties.NONE, "scale")).isTrue();
    assertThat(proves(step, new Liberties(true, false, true), "scale")).isFalse();
  }

  /**
   * 2^24 + 1 is 2^24: a bias that comes first takes in two blocks of one each and keeps nothing.
   */
  @Test
  void aLibraryThatBeginsWithTheBiasRoundsElsewhere() {
    double[] row = new double[800];
    row[0] = 1;
    row[799] = 1;
    double[] ones = new double[800];
    Arrays.fill(ones, 1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("x", Steps.vector(DType.FLOAT32, ones).withShape(Shape.of(1, 800)));
    tensors.put("w", Steps.vector(DType.FLOAT32, row).withShape(Shape.of(1, 800)));
    tensors.put("b", Steps.vector(DType.FLOAT32, 0x1p24));
    TrainingStep step = Steps.of("y = F.linear(x, w, b); loss = (y * y).sum()", tensors);
    assertThat(proves(step, Liberties.NONE, "b")).isTrue();
    assertThat(proves(step, new Liberties(true, false, true), "b")).isFalse();
    new OrderSweep().check("bias", step);
  }

  private static boolean proves(TrainingStep step, Liberties liberties, String gradient) {
    return Objects.requireNonNull(
            new BuiltinEngine().analyse(step, liberties).gradients().get(gradient))
        .proven();
  }
}
