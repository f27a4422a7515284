package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

// Boxed expectations tell -0 from +0, which primitive ones do not.
class ExactSumTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void sumsOfAnyMagnitudesAreCorrectlyRounded() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int range = new int[] {1, 60, 1000, 2097}[(int) seed % 4];
      double[] terms = new double[1 + random.nextInt(40)];
      for (int i = 0; i < terms.length; i++) {
        int exponent = Math.min(971, -1074 + random.nextInt(range) + 500 * (int) (seed % 3));
        terms[i] = Math.scalb((double) (random.nextLong() >> 11), exponent);
        if (i > 0 && random.nextInt(3) == 0) {
          terms[i] = -terms[random.nextInt(i)];
        }
      }
      assertThat(exact(terms).doubleValue()).as("seed %s", seed).isEqualTo(oracle(terms));
    }
  }

  @Test
  void floatSumsAreRoundedOnceToFloat() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int range = new int[] {1, 40, 200, 253}[(int) seed % 4];
      double[] terms = new double[1 + random.nextInt(40)];
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < terms.length; i++) {
        terms[i] = Math.scalb((float) (random.nextInt() >> 8), random.nextInt(range) - 149);
        sum = sum.add(new BigDecimal(terms[i]));
      }
      float expected = sum.signum() == 0 ? 0f : sum.floatValue();
      assertThat(exact(terms).floatValue()).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void tiesGoToTheEvenNeighbourAndAnyTrailingBitBreaksThem() {
    assertThat(exact(1, 0x1p-53).doubleValue()).isEqualTo(1);
    assertThat(exact(1 + 0x1p-52, 0x1p-53).doubleValue()).isEqualTo(1 + 0x1p-51);
    assertThat(exact(1, 0x1p-53, Double.MIN_VALUE).doubleValue()).isEqualTo(1 + 0x1p-52);
    assertThat(exact(1, 0x1p-53, 0x1p-60).doubleValue()).isEqualTo(1 + 0x1p-52);
    assertThat(exact(-1, -0x1p-53, -Double.MIN_VALUE).doubleValue()).isEqualTo(-1 - 0x1p-52);
    assertThat(exact(1, 0x1p-24).floatValue()).isEqualTo(1f);
    assertThat(exact(1, 0x1p-24, 0x1p-149).floatValue()).isEqualTo(1 + 0x1p-23f);
    // Once rounded to float64 this would be a tie in float32.
    assertThat(exact(1, 0x1p-24, 0x1p-80).floatValue()).isEqualTo(1 + 0x1p-23f);
  }

  @Test
  void doublesBelowTheSubnormalFloatsAreRoundedThere() {
    assertThat(exact(0x1p-150).floatValue()).isEqualTo(Float.valueOf(0f));
    assertThat(exact(0x1p-150, 0x1p-1000).floatValue()).isEqualTo(Float.MIN_VALUE);
    assertThat(exact(0x1.8p-149).floatValue()).isEqualTo(2 * Float.MIN_VALUE);
    assertThat(exact(0x1p-1000).floatValue()).isEqualTo(Float.valueOf(0f));
    assertThat(exact(-0x1p-1000).floatValue()).isEqualTo(Float.valueOf(-0f));
  }

  @Test
  void aSumBeyondTheRangeIsInfinite() {
    double max = Double.MAX_VALUE;
    assertThat(exact(max, max).doubleValue()).isEqualTo(INFINITY);
    assertThat(exact(-max, -max).doubleValue()).isEqualTo(-INFINITY);
    assertThat(exact(max, max, -max).doubleValue()).isEqualTo(max);
    assertThat(exact(max, 0x1p969).doubleValue()).isEqualTo(max);
    assertThat(exact(max, 0x1p970).doubleValue()).isEqualTo(INFINITY);
    assertThat(exact(Float.MAX_VALUE, 0x1p102).floatValue()).isEqualTo(Float.MAX_VALUE);
    assertThat(exact(Float.MAX_VALUE, 0x1p103).floatValue()).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(exact(-Float.MAX_VALUE, -0x1p103).floatValue()).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void zeroIsNegativeOnlyWhenEveryTermIs() {
    assertThat(exact().doubleValue()).isEqualTo(Double.valueOf(0.0));
    assertThat(exact(-0.0).doubleValue()).isEqualTo(Double.valueOf(-0.0));
    assertThat(exact(-0.0, -0.0).floatValue()).isEqualTo(Float.valueOf(-0f));
    assertThat(exact(-0.0, 0.0).doubleValue()).isEqualTo(Double.valueOf(0.0));
    assertThat(exact(0.0, -0.0).floatValue()).isEqualTo(Float.valueOf(0f));
    assertThat(exact(1, -1).doubleValue()).isEqualTo(Double.valueOf(0.0));
    assertThat(exact(-1, 1, -0.0).doubleValue()).isEqualTo(Double.valueOf(0.0));
  }

  @Test
  void termsThatAreNotFiniteDecideTheSum() {
    double max = Double.MAX_VALUE;
    assertThat(exact(1, INFINITY, -max, -max).doubleValue()).isEqualTo(INFINITY);
    assertThat(exact(-INFINITY, max).doubleValue()).isEqualTo(-INFINITY);
    assertThat(exact(INFINITY, -INFINITY).doubleValue()).isNaN();
    assertThat(exact(Double.NaN, 1).floatValue()).isNaN();
    assertThat(exact(INFINITY, Double.NaN, INFINITY).doubleValue()).isNaN();
  }

  @Test
  void carriesOfManyTermsAreKept() {
    ExactSum sum = new ExactSum();
    double term = -0x1.fffffffffffffp31;
    for (int i = 0; i < 1_000_000; i++) {
      sum.add(term);
    }
    sum.add(0.5);
    BigDecimal expected =
        new BigDecimal(term).multiply(BigDecimal.valueOf(1_000_000)).add(new BigDecimal("0.5"));
    assertThat(sum.doubleValue()).isEqualTo(expected.doubleValue());
  }

  @Test
  void readingTheSumDoesNotDisturbIt() {
    ExactSum sum = new ExactSum();
    double[] terms = {-1e300, 3, -1e-300, 7e200, -5, 1e300, -7e200};
    for (int i = 0; i < terms.length; i++) {
      sum.add(terms[i]);
      double[] soFar = Arrays.copyOf(terms, i + 1);
      assertThat(sum.doubleValue()).isEqualTo(oracle(soFar));
      assertThat(sum.doubleValue()).isEqualTo(oracle(soFar));
    }
  }

  @Test
  void resetForgetsEverything() {
    ExactSum sum = exact(INFINITY, 1e300, 3);
    sum.reset();
    assertThat(sum.doubleValue()).isEqualTo(Double.valueOf(0.0));
    sum.add(-0.0);
    assertThat(sum.doubleValue()).isEqualTo(Double.valueOf(-0.0));
  }

  private static ExactSum exact(double... terms) {
    ExactSum sum = new ExactSum();
    for (double term : terms) {
      sum.add(term);
    }
    return sum;
  }

  private static double oracle(double[] terms) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double term : terms) {
      sum = sum.add(new BigDecimal(term));
    }
    return sum.signum() == 0 ? 0.0 : sum.doubleValue();
  }
}
