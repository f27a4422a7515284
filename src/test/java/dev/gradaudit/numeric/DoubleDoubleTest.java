package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

// Boxed expectations tell -0 from +0, which primitive ones do not.
class DoubleDoubleTest {
  /** Three units of 2^-106, the proven bound of the relative error. */
  private static final BigDecimal BOUND = new BigDecimal(3 * 0x1p-106);

  @Test
  void aSumIsAccurateToAHundredBitsEvenUnderCancellation() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 5000; i++) {
      double aHigh = random.nextDouble() * 2 - 1;
      double aLow = aHigh * 0x1p-54 * random.nextDouble();
      double bHigh = i % 2 == 0 ? -Math.nextUp(aHigh) : wide(random);
      double bLow = bHigh * 0x1p-54 * random.nextDouble();
      double high = DoubleDouble.sumHigh(aHigh, aLow, bHigh, bLow);
      double low = DoubleDouble.sumLow(aHigh, aLow, bHigh, bLow);

      BigDecimal exact = sum(aHigh, aLow, bHigh, bLow);
      BigDecimal error = sum(high, low).subtract(exact).abs();
      assertThat(error)
          .as("%s + %s + %s + %s", aHigh, aLow, bHigh, bLow)
          .isLessThanOrEqualTo(exact.abs().multiply(BOUND, MathContext.DECIMAL128));
      assertThat(high).isEqualTo(high + low);
      assertThat(DoubleDouble.round(high, low)).isEqualTo(high + low);
    }
  }

  @Test
  void negativeZerosStayNegative() {
    assertThat(DoubleDouble.sumHigh(-0.0, 0, -0.0, 0)).isEqualTo(Double.valueOf(-0.0));
    assertThat(DoubleDouble.sumHigh(-0.0, 0, 0.0, 0)).isEqualTo(Double.valueOf(0.0));
    assertThat(DoubleDouble.sumHigh(1, 0x1p-60, -1, -0x1p-60)).isEqualTo(Double.valueOf(0.0));
    assertThat(DoubleDouble.round(-0.0, 0)).isEqualTo(Double.valueOf(-0.0));
  }

  @Test
  void overflowAndInfinitiesHaveNoLowPart() {
    double max = Double.MAX_VALUE;
    double infinity = Double.POSITIVE_INFINITY;
    double[][] cases = {
      {max, 0, max, 0, infinity},
      {max, Math.ulp(max) / 4, Math.ulp(max) / 4, 0, infinity},
      {-max, 0, -max, 0, -infinity},
      {infinity, 0, 1, 0, infinity},
      {infinity, 0, -infinity, 0, Double.NaN},
    };
    for (double[] c : cases) {
      assertThat(DoubleDouble.sumHigh(c[0], c[1], c[2], c[3])).isEqualTo(Double.valueOf(c[4]));
      assertThat(DoubleDouble.sumLow(c[0], c[1], c[2], c[3])).isEqualTo(Double.valueOf(0.0));
    }
  }

  private static double wide(SplittableRandom random) {
    return Math.scalb(random.nextDouble() - 0.5, random.nextInt(-120, 120));
  }

  private static BigDecimal sum(double... terms) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double term : terms) {
      sum = sum.add(new BigDecimal(term));
    }
    return sum;
  }
}
