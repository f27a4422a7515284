package dev.gradaudit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShapiroWilkTest {
  /** The example of Shapiro and Wilk's paper of 1965: the weights of eleven men. */
  private static final double[] WEIGHTS = {148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236};

  /** Motor Trend 1974, {@code mtcars$mpg} of R. */
  private static final double[] MILES_PER_GALLON = {
    21.0, 21.0, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
    14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26.0, 30.4, 15.8, 19.7, 15.0, 21.4
  };

  /** {@code cars$speed} of R. */
  private static final double[] SPEED = {
    4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15,
    15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24,
    25
  };

  /** {@code ToothGrowth$len} of R. */
  private static final double[] LENGTHS = {
    4.2, 11.5, 7.3, 5.8, 6.4, 10, 11.2, 11.2, 5.2, 7, 16.5, 16.5, 15.2, 17.3, 22.5, 17.3, 13.6,
    14.5, 18.8, 15.5, 23.6, 18.5, 33.9, 25.5, 26.4, 32.5, 26.7, 21.5, 23.3, 29.5, 15.2, 21.5, 17.6,
    9.7, 14.5, 10, 8.2, 9.4, 16.5, 9.7, 19.7, 23.3, 23.6, 26.4, 20, 25.2, 25.8, 21.2, 14.5, 27.3,
    25.5, 26.4, 22.4, 24.5, 24.8, 30.9, 26.4, 27.3, 29.4, 23
  };

  private static Normality.Tested tested(double... sample) {
    Normality normality = ShapiroWilk.test(sample);
    assertThat(normality).isInstanceOf(Normality.Tested.class);
    return (Normality.Tested) normality;
  }

  /** As R prints them: five digits of W, four of p. */
  @Test
  void samplesThatOthersPublishedResultsFor() {
    requirePrinted(0.78881, 0.006704, 1e-6, WEIGHTS);
    requirePrinted(0.94756, 0.1229, 1e-4, MILES_PER_GALLON);
    requirePrinted(0.97765, 0.4576, 1e-4, SPEED);
    requirePrinted(0.96743, 0.1091, 1e-4, LENGTHS);
    requirePrinted(0.96359, 0.7545, 1e-4, IntStream.range(58, 73).asDoubleStream().toArray());
  }

  private static void requirePrinted(double w, double p, double digit, double... sample) {
    assertThat(tested(sample).w()).isCloseTo(w, within(0.5e-5));
    assertThat(tested(sample).pValue()).isCloseTo(p, within(digit / 2));
  }

  /** The expected values were computed from the paper's formulas with forty digits. */
  @Test
  void everySizeHasItsOwnFormula() {
    require(0.96428571428571429, 0.63688684502896981, 1, 2, 4);
    require(1, 1, 1, 2, 3);
    require(0.92020267879193987, 0.53808377727496979, 1, 2, 4, 8);
    require(0.61751591593608607, 0.0010618540267365094, 1, 2, 3, 5, 50);
    require(0.55218168308690353, 0.00013097817585188167, 0, 0, 0, 0, 1);
    require(0.94092402896269127, 0.66665303819573003, 1, 4, 9, 16, 25, 36);
    require(0.45297098814987972, 4.135612091439471e-6, 0, 0, 0, 0, 0, 0, 1);
    require(0.78881469483538743, 0.0067038140565030117, WEIGHTS);
    require(0.34499120511584804, 2.2434019016122719e-8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    require(0.89765570300455224, 0.14794254474206624, scrambled(12, i -> i * i));
    require(0.94756472647927391, 0.12288135853944065, MILES_PER_GALLON);
    require(0.63823681139199282, 2.2110992443798894e-7, scrambled(30, i -> i % 2));
    require(0.94978979097681136, 5.8066761295379394e-18, scrambled(1000, i -> i * i * 7919 % 1000));
    require(0.95385110551110296, 4.3510701595986781e-37, scrambled(5000, i -> i * i * 7919 % 5000));
  }

  private static double[] scrambled(int n, java.util.function.LongUnaryOperator value) {
    return IntStream.range(0, n).mapToDouble(i -> value.applyAsLong(i)).toArray();
  }

  private static void require(double w, double p, double... sample) {
    Normality.Tested tested = tested(sample);
    assertThat(tested.w()).as("%d values", sample.length).isCloseTo(w, within(1e-14));
    assertThat(tested.pValue()).as("%d values", sample.length).isCloseTo(p, withinPercentage(1e-8));
  }

  @Test
  void threeValuesWithTwoEqualAreTheLeastNormal() {
    assertThat(tested(1, 1, 2).w()).isCloseTo(0.75, within(1e-15));
    assertThat(tested(1, 1, 2).pValue()).isBetween(0.0, 1e-15);
  }

  @Test
  void neitherPlaceNorScaleNorSequenceMatters() {
    Normality expected = tested(WEIGHTS);
    double[] lastBits = Arrays.stream(WEIGHTS).map(x -> 0.75 + x * 0x1p-53).toArray();
    assertThat(ShapiroWilk.test(lastBits)).isEqualTo(expected);
    assertThat(ShapiroWilk.test(Arrays.stream(WEIGHTS).map(x -> x * 0x1p1010).toArray()))
        .isEqualTo(expected);
    assertThat(ShapiroWilk.test(Arrays.stream(WEIGHTS).map(x -> x * 0x1p-1074).toArray()))
        .isEqualTo(expected);
    assertThat(ShapiroWilk.test(Arrays.stream(WEIGHTS).map(x -> (x - 192) * 0x1p1017).toArray()))
        .isEqualTo(expected);
    double[] backwards = IntStream.range(0, 11).mapToDouble(i -> WEIGHTS[10 - i]).toArray();
    double[] kept = backwards.clone();
    assertThat(ShapiroWilk.test(backwards)).isEqualTo(expected);
    assertThat(backwards).isEqualTo(kept);
  }

  @Test
  void normalSamplesAreRejectedAsOftenAsTheLevelSays() {
    SplittableRandom random = new SplittableRandom(7);
    for (int n : new int[] {3, 5, 8, 11, 12, 30, 200}) {
      int rejected = 0;
      int trials = 4000;
      for (int trial = 0; trial < trials; trial++) {
        double[] sample = new double[n];
        Arrays.setAll(sample, i -> random.nextGaussian());
        rejected += ShapiroWilk.test(sample).accepted(0.05) ? 0 : 1;
      }
      // Four deviations of a binomial number, and the approximation.
      assertThat((double) rejected / trials).as("n %d", n).isCloseTo(0.05, within(0.016));
    }
  }

  @Test
  void whatCannotBeTestedIsSaid() {
    requireUntestable(Normality.Reason.TOO_FEW, 1, 2);
    requireUntestable(Normality.Reason.TOO_FEW);
    requireUntestable(Normality.Reason.TOO_MANY, scrambled(5001, i -> i));
    requireUntestable(Normality.Reason.CONSTANT, 0.1, 0.1, 0.1);
    requireUntestable(Normality.Reason.CONSTANT, 0.0, -0.0, 0.0, 0.0);
    requireUntestable(Normality.Reason.NOT_FINITE, 1, 2, Double.NaN);
    requireUntestable(Normality.Reason.NOT_FINITE, 1, Double.POSITIVE_INFINITY, 3, 4);
  }

  private static void requireUntestable(Normality.Reason reason, double... sample) {
    assertThat(ShapiroWilk.test(sample)).isEqualTo(new Normality.Untestable(reason));
    assertThat(ShapiroWilk.test(sample).accepted(0.05)).isFalse();
  }
}
