package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums that are rounded at random; {@link EveryOrderTest} has their definition. */
final class StochasticRoundingTest {
  private static final int KEYS = 20_000;

  static Stream<DType> dtypes() {
    return Stream.of(DType.values()).filter(DType::isFloating);
  }

  private static StochasticRounding rounding(long seed) {
    return new StochasticRounding(CounterRandom.of(seed, "rounding"));
  }

  /** A quarter of the way: three in four go down, and the mean is the exact sum. */
  @ParameterizedTest
  @MethodSource("dtypes")
  void theMeanIsTheExactSum(DType dtype) {
    double ulp = 2 * dtype.unitRoundoff();
    for (double part : new double[] {0.25, 0.5, 0.75, 0.0625}) {
      for (int sign : new int[] {1, -1}) {
        Set<Double> seen = new TreeSet<>();
        int up = 0;
        for (int seed = 0; seed < KEYS; seed++) {
          double sum = rounding(seed).sum(dtype, sign, sign * part * ulp, 2);
          seen.add(sum * sign);
          up += sum * sign > 1 ? 1 : 0;
        }
        assertThat(seen).containsExactly(1.0, 1 + ulp);
        double deviation = Math.sqrt(part * (1 - part) / KEYS);
        assertThat((double) up / KEYS).isBetween(part - 5 * deviation, part + 5 * deviation);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dtypes")
  void theSequenceOfTheOperandsDoesNotMatter(DType dtype) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      double a = dtype.round(random.nextDouble(-1, 1));
      double b = dtype.round(random.nextDouble(-100, 100));
      assertThat(rounding(i).sum(dtype, a, b, 5)).isEqualTo(rounding(i).sum(dtype, b, a, 5));
    }
  }

  @ParameterizedTest
  @MethodSource("dtypes")
  void whatIsExactOrNotFiniteIsWhatIeeeSays(DType dtype) {
    double largest = dtype.largest();
    for (int seed = 0; seed < 100; seed++) {
      StochasticRounding rounding = rounding(seed);
      assertThat(rounding.sum(dtype, 1, 2, 3)).isEqualTo(3);
      assertThat(rounding.sum(dtype, -0.0, -0.0, 3)).isEqualTo(-0.0);
      assertThat(rounding.sum(dtype, 1, -1, 3)).isZero();
      assertThat(rounding.sum(dtype, largest, largest, 3)).isInfinite();
      assertThat(rounding.sum(dtype, largest, 1e-3, 3)).isEqualTo(largest);
      assertThat(rounding.sum(dtype, Double.POSITIVE_INFINITY, 1, 3)).isInfinite();
      assertThat(rounding.sum(dtype, Double.NaN, 1, 3)).isNaN();
    }
  }

  /** 2^13 times 2^-14 beside 2: to nearest none of them would ever arrive in float16. */
  @Test
  void aSumDoesNotStagnate() throws OrderSyntaxException {
    float[] terms = new float[8193];
    Arrays.fill(terms, 0x1p-14f);
    terms[0] = 2;
    double mean = 0;
    for (int seed = 0; seed < 200; seed++) {
      Site site = Sites.sums(DType.FLOAT16, terms.length, 1);
      mean += new Summation(Orders.parse("stochastic"), 1, seed).sumBlock(site, terms)[0] / 200.0;
    }
    assertThat(mean).isBetween(2.49, 2.51);
    Site site = Sites.sums(DType.FLOAT16, terms.length, 1);
    assertThat(new Summation(OrderSpec.SEQUENTIAL, 1, 0).sumBlock(site, terms)).containsExactly(2f);
  }
}
