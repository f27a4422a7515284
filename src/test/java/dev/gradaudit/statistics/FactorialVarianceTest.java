package dev.gradaudit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FactorialVarianceTest {
  private static final MathContext CONTEXT = new MathContext(400);

  /** A run of one element with the places of its values. */
  private record Run(double value, int... at) {}

  private static FactorialVariance table(List<Run> runs, int... values) {
    FactorialVariance variance = new FactorialVariance(1, values);
    for (Run run : runs) {
      variance.add(new double[] {run.value()}, run.at());
    }
    return variance;
  }

  private static BigDecimal mean(List<Run> runs) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Run run : runs) {
      sum = sum.add(new BigDecimal(run.value()));
    }
    return sum.divide(BigDecimal.valueOf(runs.size()), CONTEXT);
  }

  /** By the textbook: replace every run by the mean of its value, and sum the squares. */
  private static double share(List<Run> runs, int axis) {
    BigDecimal mean = mean(runs);
    BigDecimal explained = BigDecimal.ZERO;
    BigDecimal total = BigDecimal.ZERO;
    for (Run run : runs) {
      List<Run> alike = runs.stream().filter(r -> r.at()[axis] == run.at()[axis]).toList();
      explained = explained.add(mean(alike).subtract(mean).pow(2));
      total = total.add(new BigDecimal(run.value()).subtract(mean).pow(2));
    }
    return explained.divide(total, CONTEXT).doubleValue();
  }

  @Test
  void sharesAreThoseOfExactArithmetic() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] values = {random.nextInt(1, 4), random.nextInt(1, 4), random.nextInt(1, 3)};
      int repeats = 1 + random.nextInt(3);
      double base = random.nextDouble() + 0.5;
      List<Run> runs = new ArrayList<>();
      for (int repeat = 0; repeat < repeats; repeat++) {
        for (int a = 0; a < values[0]; a++) {
          for (int b = 0; b < values[1]; b++) {
            for (int c = 0; c < values[2]; c++) {
              // In turn: last bits only, and all magnitudes.
              double value =
                  seed % 2 == 0
                      ? base + (2 * a * b + c + random.nextInt(4)) * Math.ulp(base)
                      : (a - b + random.nextDouble()) * (1 + c);
              runs.add(new Run(value, a, b, c));
            }
          }
        }
      }
      VarianceShares shares = table(runs, values).at(0);
      if (Moments.of(runs.stream().mapToDouble(Run::value).toArray()).isConstant()) {
        assertThat(shares.remainder()).isNaN();
        continue;
      }
      double sum = shares.remainder();
      for (int axis = 0; axis < 3; axis++) {
        assertThat(shares.axes().get(axis))
            .as("seed %d, axis %d", seed, axis)
            .isCloseTo(share(runs, axis), within(1e-12));
        sum += shares.axes().get(axis);
      }
      assertThat(sum).as("seed %d", seed).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void anAxisThatDoesEverythingHasItAll() {
    VarianceShares shares =
        table(List.of(new Run(1, 0, 0), new Run(1, 0, 1), new Run(3, 1, 0), new Run(3, 1, 1)), 2, 2)
            .at(0);
    assertThat(shares).isEqualTo(new VarianceShares(4, List.of(1.0, 0.0), 0));
  }

  @Test
  void whatAxesDoTogetherOnlyRemains() {
    List<Run> exclusiveOr =
        List.of(new Run(0, 0, 0), new Run(1, 0, 1), new Run(1, 1, 0), new Run(0, 1, 1));
    assertThat(table(exclusiveOr, 2, 2).at(0))
        .isEqualTo(new VarianceShares(1, List.of(0.0, 0.0), 1));
  }

  @Test
  void repeatsRemain() {
    List<Run> repeats = List.of(new Run(0, 0), new Run(2, 0), new Run(0, 1), new Run(2, 1));
    assertThat(table(repeats, 2).at(0)).isEqualTo(new VarianceShares(4, List.of(0.0), 1));
    FactorialVariance noAxes = new FactorialVariance(1);
    noAxes.add(new double[] {1});
    noAxes.add(new double[] {2});
    assertThat(noAxes.at(0)).isEqualTo(new VarianceShares(0.5, List.of(), 1));
  }

  @Test
  void elementsTogetherWeighByTheirVariance() {
    FactorialVariance variance = new FactorialVariance(4, 2);
    double nan = Double.NaN;
    for (int repeat = 0; repeat < 2; repeat++) {
      for (int v = 0; v < 2; v++) {
        // Explained wholly, not at all, constant, and not a number in one run.
        double[] run = {3 * v, repeat, 7, repeat + v == 2 ? nan : 1};
        variance.add(new DoubleTensor(Shape.of(4), run), v);
      }
    }
    assertThat(variance.at(0)).isEqualTo(new VarianceShares(9, List.of(1.0), 0));
    assertThat(variance.at(1)).isEqualTo(new VarianceShares(1, List.of(0.0), 1));
    assertThat(variance.at(2)).isEqualTo(new VarianceShares(0, List.of(nan), nan));
    assertThat(variance.at(3)).isEqualTo(new VarianceShares(nan, List.of(nan), nan));
    VarianceShares together = variance.together();
    assertThat(together.squares()).isEqualTo(10);
    assertThat(together.axes().get(0)).isEqualTo(0.9);
    assertThat(together.remainder()).isCloseTo(0.1, within(1e-16));
  }

  @Test
  void anAxisWithoutEffectHasTheShareOfChance() {
    SplittableRandom random = new SplittableRandom(9);
    double sum = 0;
    int trials = 2000;
    double chance = 0;
    for (int trial = 0; trial < trials; trial++) {
      FactorialVariance variance = new FactorialVariance(1, 4);
      for (int run = 0; run < 20; run++) {
        variance.add(new double[] {random.nextGaussian()}, run % 4);
      }
      sum += variance.at(0).axes().get(0);
      chance = variance.shareByChance(0);
    }
    assertThat(chance).isEqualTo(3.0 / 19);
    assertThat(sum / trials).isCloseTo(chance, within(0.01));
  }

  @Test
  void aTableWithHolesIsRefused() {
    FactorialVariance variance = new FactorialVariance(1, 2, 2);
    assertThat(variance.isBalanced()).isFalse();
    variance.add(new double[] {1}, 0, 0);
    variance.add(new double[] {1}, 1, 1);
    // Each value of each axis was run once, yet half of the combinations were not.
    assertThat(variance.isBalanced()).isFalse();
    assertThatThrownBy(() -> variance.at(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0 to 1 runs");
    assertThatThrownBy(variance::together).isInstanceOf(IllegalStateException.class);
    variance.add(new double[] {1}, 0, 1);
    variance.add(new double[] {1}, 1, 0);
    assertThat(variance.isBalanced()).isTrue();
  }

  @Test
  void runsThatAreNotOfTheTableAreRefusedAndLeaveItAsItIs() {
    FactorialVariance variance = new FactorialVariance(1, 2);
    assertThatThrownBy(() -> variance.add(new double[] {1}, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("axis 0 has 2 values, and none at 2");
    assertThatThrownBy(() -> variance.add(new double[] {1}, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> variance.add(new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 axes, but 0 values");
    assertThatThrownBy(() -> variance.add(new double[] {1, 2}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 2");
    variance.add(new double[] {1}, 0);
    variance.add(new double[] {2}, 1);
    assertThat(variance.at(0)).isEqualTo(new VarianceShares(0.5, List.of(1.0), 0));
    assertThatThrownBy(() -> new FactorialVariance(1, 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("axis 1 needs at least one value, not 0");
    assertThatThrownBy(() -> new FactorialVariance(0, 5000, 5000))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
