package dev.gradaudit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.statistics.SignificantBits.ErrorKind;
import dev.gradaudit.statistics.SignificantBits.Method;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SignificantBitsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static SignificantBits bits(ErrorKind kind, int runs) {
    return SignificantBits.of(kind, runs, 0.99, 0.95);
  }

  @Test
  void thePenaltyIsThatOfTheLiterature() {
    assertThat(bits(ErrorKind.ABSOLUTE, 2).penalty())
        .isCloseTo(6.360980899227443813, within(1e-11));
    assertThat(bits(ErrorKind.ABSOLUTE, 3).penalty()).isCloseTo(4.01688883539, within(5e-12));
    assertThat(bits(ErrorKind.ABSOLUTE, 10).penalty()).isCloseTo(2.23341573486, within(5e-12));
    assertThat(bits(ErrorKind.RELATIVE, 30).penalty()).isCloseTo(1.79190841383, within(5e-12));
    assertThat(bits(ErrorKind.RELATIVE, 100).penalty()).isCloseTo(1.58124381303, within(5e-12));
    assertThat(bits(ErrorKind.RELATIVE, 1).penalty()).isNaN();
  }

  @Test
  void theNormalMethodIsItsFormula() {
    // Deviation 1/2 about 6; the first bit of 6 has the weight 4.
    Moments sample = Moments.of(5.5, 6.5, 5.5, 6.5);
    double penalty = bits(ErrorKind.ABSOLUTE, 4).penalty();
    assertThat(bits(ErrorKind.ABSOLUTE, 4).normal(sample, 6)).isEqualTo(1 + 2 - penalty);
    assertThat(bits(ErrorKind.ABSOLUTE, 4).normal(sample, -6)).isEqualTo(1 + 2 - penalty);
    assertThat(bits(ErrorKind.RELATIVE, 4).normal(sample, 6))
        .isCloseTo(StrictMath.log(12) / StrictMath.log(2) - penalty, within(1e-15));
  }

  /** The probability and the confidence are what they promise, for normal samples. */
  @Test
  void theNormalMethodKeepsItsPromise() {
    SplittableRandom random = new SplittableRandom(8);
    int runs = 10;
    double probability = 0.9;
    SignificantBits bits = SignificantBits.of(ErrorKind.ABSOLUTE, runs, probability, 0.9);
    double quantile = 1.6448536269514727;
    int kept = 0;
    int trials = 20_000;
    for (int trial = 0; trial < trials; trial++) {
      double[] sample = new double[runs];
      Arrays.setAll(sample, i -> 1 + 0x1p-20 * random.nextGaussian());
      double width = Math.exp(-bits.normal(Moments.of(sample), 1) * Math.log(2));
      // The deviation is known here, and so is the part of the distribution within the width.
      kept += width >= quantile * 0x1p-20 ? 1 : 0;
    }
    // χ² leaves α/2 = 0.05; dividing by n costs a little of it.
    assertThat((double) kept / trials).isBetween(0.90, 0.96);
  }

  private static int byDefinition(ErrorKind kind, double value, double reference) {
    BigDecimal size = new BigDecimal(reference).abs();
    BigDecimal distance = new BigDecimal(value).subtract(new BigDecimal(reference)).abs();
    int place = 1;
    while (power(place).compareTo(size) <= 0) {
      place++;
    }
    while (power(place).compareTo(size) > 0) {
      place--;
    }
    BigDecimal limit = kind == ErrorKind.ABSOLUTE ? power(place) : size;
    int k = 0;
    while (distance.multiply(power(k)).compareTo(limit) <= 0) {
      k++;
    }
    while (distance.multiply(power(k)).compareTo(limit) > 0) {
      k--;
    }
    return k;
  }

  private static BigDecimal power(int exponent) {
    BigDecimal power = BigDecimal.valueOf(2).pow(Math.abs(exponent));
    return exponent >= 0 ? power : BigDecimal.ONE.divide(power, MathContext.UNLIMITED);
  }

  @Test
  void theGeneralMethodIsItsDefinition() {
    for (int seed = 0; seed < 4000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double reference = Math.scalb(1 + random.nextInt(16) / 16.0, random.nextInt(-20, 20));
      double value =
          switch (seed % 4) {
            case 0 -> reference + random.nextInt(1, 5) * Math.ulp(reference);
            case 1 -> reference * (1 + Math.scalb(1.0, -random.nextInt(1, 50)));
            case 2 -> -reference * random.nextDouble();
            // Distances whose rounding hides which side of a power of two they are on.
            default -> Math.scalb(1 + random.nextInt(-1, 2) * 0x1p-52, random.nextInt(20, 60));
          };
      for (ErrorKind kind : ErrorKind.values()) {
        assertThat(bits(kind, 1).general(Moments.of(value), reference))
            .as("seed %d, %s: %s against %s", seed, kind, value, reference)
            .isEqualTo(byDefinition(kind, value, reference));
      }
    }
  }

  @Test
  void hiddenRoundingDoesNotGainABit() {
    // The distance from −2^-60 to 1 is just above 1, which is what it rounds to.
    assertThat(bits(ErrorKind.ABSOLUTE, 1).general(Moments.of(-0x1p-60), 1)).isEqualTo(-1);
    assertThat(bits(ErrorKind.ABSOLUTE, 1).general(Moments.of(0x1p-60), 1)).isEqualTo(0);
    assertThat(bits(ErrorKind.RELATIVE, 1).general(Moments.of(-0x1p-60), 1)).isEqualTo(-1);
    assertThat(bits(ErrorKind.RELATIVE, 1).general(Moments.of(0x1p-60), 1)).isEqualTo(0);
  }

  @Test
  void theWorstRunCounts() {
    Moments sample = Moments.of(8, 8 + 0x1p-10, 8, 8 - 0x1p-7);
    assertThat(bits(ErrorKind.ABSOLUTE, 4).general(sample, 8)).isEqualTo(10);
    assertThat(bits(ErrorKind.RELATIVE, 4).general(sample, 8)).isEqualTo(10);
    assertThat(bits(ErrorKind.ABSOLUTE, 4).general(sample, 12)).isEqualTo(0);
    assertThat(bits(ErrorKind.RELATIVE, 4).general(sample, 12)).isEqualTo(1);
    assertThat(bits(ErrorKind.ABSOLUTE, 30).generalProbability())
        .isCloseTo(0.90496614714469586, within(1e-15));
  }

  @Test
  void neitherExtremeOfTheRangeBreaksIt() {
    double max = Double.MAX_VALUE;
    for (ErrorKind kind : ErrorKind.values()) {
      assertThat(bits(kind, 1).general(Moments.of(-max), max)).isEqualTo(-1 - other(kind));
      assertThat(bits(kind, 1).general(Moments.of(2 * Double.MIN_VALUE), Double.MIN_VALUE))
          .isZero();
      assertThat(bits(kind, 1).general(Moments.of(Double.MIN_VALUE), 0x1p-1022)).isZero();
      assertThat(bits(kind, 1).general(Moments.of(max), Double.MIN_VALUE)).isEqualTo(-2098);
    }
  }

  /** The first bit of the largest number is nearly half of it. */
  private static int other(ErrorKind kind) {
    return kind == ErrorKind.ABSOLUTE ? 1 : 0;
  }

  @Test
  void runsThatAreTheReferenceHaveAllBits() {
    for (double value : new double[] {0.1, 0, -0.0, -1e300}) {
      double[] sample = new double[5];
      Arrays.fill(sample, value);
      for (ErrorKind kind : ErrorKind.values()) {
        assertThat(bits(kind, 5).normal(Moments.of(sample), value)).isEqualTo(INFINITY);
        assertThat(bits(kind, 5).general(Moments.of(sample), value)).isEqualTo(INFINITY);
        assertThat(bits(kind, 5).estimate(sample, value).method()).isEqualTo(Method.IDENTICAL);
      }
    }
    double[] constant = {1.5, 1.5, 1.5, 1.5};
    // No spread, but half of the reference away from it: only the general method sees that.
    assertThat(bits(ErrorKind.RELATIVE, 4).normal(Moments.of(constant), 1)).isEqualTo(INFINITY);
    assertThat(bits(ErrorKind.RELATIVE, 4).estimate(constant, 1).bits()).isEqualTo(1);
  }

  @Test
  void normalityDecides() {
    double[] normal = new double[30];
    for (int i = 0; i < 30; i++) {
      normal[i] = 1 + 0x1p-30 * Quantiles.normal((i + 0.5) / 30);
    }
    SignificantBits bits = bits(ErrorKind.RELATIVE, 30);
    SignificantBits.Estimate estimate = bits.estimate(normal, 1);
    assertThat(estimate.method()).isEqualTo(Method.NORMAL);
    assertThat(estimate.bits()).isEqualTo(bits.normal(Moments.of(normal), 1)).isBetween(28.0, 29.0);
    assertThat(estimate.probability()).isEqualTo(0.99);
    assertThat(estimate.normality().accepted(0.05)).isTrue();

    double[] two = normal.clone();
    Arrays.setAll(two, i -> i % 3 == 0 ? 1 : 1 + 0x1p-30);
    SignificantBits.Estimate other = bits.estimate(two, 1);
    assertThat(other.method()).isEqualTo(Method.GENERAL);
    assertThat(other.bits()).isEqualTo(30);
    assertThat(other.probability()).isEqualTo(bits.generalProbability());

    SignificantBits.Estimate few = bits(ErrorKind.RELATIVE, 2).estimate(new double[] {1, 1.5}, 1);
    assertThat(few.method()).isEqualTo(Method.GENERAL);
    assertThat(few.normality()).isEqualTo(new Normality.Untestable(Normality.Reason.TOO_FEW));
  }

  @Test
  void whatHasNoMeaningIsNotANumber() {
    for (ErrorKind kind : ErrorKind.values()) {
      Moments sample = Moments.of(1, 2, 4);
      for (double reference : new double[] {0, -0.0, Double.NaN, INFINITY}) {
        assertThat(bits(kind, 3).normal(sample, reference)).isNaN();
        assertThat(bits(kind, 3).general(sample, reference)).isNaN();
      }
      for (double value : new double[] {Double.NaN, INFINITY, -INFINITY}) {
        assertThat(bits(kind, 3).normal(Moments.of(1, value, 2), 1)).isNaN();
        assertThat(bits(kind, 3).general(Moments.of(1, value, 2), 1)).isNaN();
        assertThat(bits(kind, 3).estimate(new double[] {1, value, 2}, 1).bits()).isNaN();
      }
      assertThat(bits(kind, 1).normal(Moments.of(3), 2)).isNaN();
    }
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    assertThatThrownBy(() -> bits(ErrorKind.ABSOLUTE, 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> SignificantBits.of(ErrorKind.ABSOLUTE, 3, 1, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("probability");
    assertThatThrownBy(() -> SignificantBits.of(ErrorKind.ABSOLUTE, 3, 0.99, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("confidence");
    assertThatThrownBy(() -> bits(ErrorKind.ABSOLUTE, 3).general(Moments.of(1, 2), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("made for 3 runs, but the sample has 2");
  }
}
