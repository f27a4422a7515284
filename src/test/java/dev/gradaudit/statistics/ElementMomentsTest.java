package dev.gradaudit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

// Boxed expectations tell -0 from +0, which primitive ones do not.
final class ElementMomentsTest {
  private static final MathContext CONTEXT = new MathContext(400);

  private static BigDecimal mean(double... sample) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : sample) {
      sum = sum.add(new BigDecimal(value));
    }
    return sum.divide(BigDecimal.valueOf(sample.length), CONTEXT);
  }

  private static BigDecimal squares(double... sample) {
    BigDecimal mean = mean(sample);
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : sample) {
      sum = sum.add(new BigDecimal(value).subtract(mean).pow(2));
    }
    return sum;
  }

  /** Gradients of every kind: alike but for the last bits, of one magnitude, of many, shifted. */
  private static double[] sample(int kind, int n, SplittableRandom random) {
    double base = Math.scalb(random.nextDouble() + 0.5, random.nextInt(-60, 60));
    double[] sample = new double[n];
    for (int i = 0; i < n; i++) {
      sample[i] =
          switch (kind) {
            case 0 -> base + random.nextInt(-2, 3) * Math.ulp(base);
            case 1 -> base * (random.nextDouble() - 0.5);
            case 2 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(-40, 40));
            default -> base * (1e6 + random.nextDouble());
          };
    }
    return sample;
  }

  @Test
  void momentsAreThoseOfExactArithmetic() {
    for (int seed = 0; seed < 2000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] sample = sample(seed % 4, 1 + random.nextInt(60), random);
      Moments moments = Moments.of(sample);
      requireMoments("seed " + seed, moments, sample);
      assertThat(moments.min()).isEqualTo(Arrays.stream(sample).min().orElseThrow());
      assertThat(moments.max()).isEqualTo(Arrays.stream(sample).max().orElseThrow());
    }
  }

  private static void requireMoments(String what, Moments moments, double... sample) {
    BigDecimal squares = squares(sample);
    // The mean is off by its own rounding and by a little of the deviation.
    double deviation = Math.sqrt(squares.doubleValue() / sample.length);
    double mean = mean(sample).doubleValue();
    assertThat(moments.runs()).as(what).isEqualTo(sample.length);
    assertThat(Math.abs(moments.mean() - mean))
        .as(what)
        .isLessThanOrEqualTo(Math.ulp(mean) + 1e-14 * deviation);
    assertThat(moments.squares())
        .as(what)
        .isCloseTo(squares.doubleValue(), within(1e-13 * squares.doubleValue() + 1e-300));
  }

  @Test
  void runsThatDifferInTheLastBitHaveTheirTrueDeviation() {
    double base = 0.1;
    double next = Math.nextUp(base);
    Moments moments = Moments.of(base, next, base, next);
    assertThat(moments.populationDeviation()).isEqualTo(Math.ulp(base) / 2);
    assertThat(moments.standardDeviation()).isCloseTo(Math.ulp(base) / Math.sqrt(3), within(1e-32));
  }

  @Test
  void equalRunsHaveNoDeviationAtAll() {
    for (double value : new double[] {0.1, -3, 1e300, Double.MIN_VALUE, 0, -0.0}) {
      double[] sample = new double[1001];
      Arrays.fill(sample, value);
      Moments moments = Moments.of(sample);
      assertThat(moments.mean()).isEqualTo(Double.valueOf(value));
      assertThat(moments.squares()).isZero();
      assertThat(moments.standardDeviation()).isZero();
      assertThat(moments.isConstant()).isTrue();
      assertThat(moments.min()).isEqualTo(Double.valueOf(value));
      assertThat(moments.max()).isEqualTo(Double.valueOf(value));
    }
  }

  @Test
  void mergedPartsAreTheWhole() {
    for (int seed = 0; seed < 1000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] sample = sample(seed % 4, 2 + random.nextInt(60), random);
      int cut = random.nextInt(sample.length + 1);
      ElementMoments merged = new ElementMoments(1);
      ElementMoments rest = new ElementMoments(1);
      for (int i = 0; i < sample.length; i++) {
        (i < cut ? merged : rest).add(new double[] {sample[i]});
      }
      merged.merge(rest);
      requireMoments("seed " + seed, merged.at(0), sample);
      assertThat(merged.at(0).min()).isEqualTo(Moments.of(sample).min());
      assertThat(merged.at(0).max()).isEqualTo(Moments.of(sample).max());
      // And it goes on from there.
      merged.add(new double[] {sample[0]});
      double[] longer = Arrays.copyOf(sample, sample.length + 1);
      longer[sample.length] = sample[0];
      requireMoments("seed " + seed + ", and one", merged.at(0), longer);
    }
  }

  @Test
  void mergedEqualRunsHaveNoDeviation() {
    ElementMoments merged = new ElementMoments(1);
    ElementMoments part = new ElementMoments(1);
    for (int i = 0; i < 7; i++) {
      part.add(new double[] {0.1});
      merged.merge(part);
    }
    assertThat(merged.runs()).isEqualTo(28);
    assertThat(merged.at(0).mean()).isEqualTo(0.1);
    assertThat(merged.at(0).squares()).isZero();
  }

  @Test
  void elementsAreSeparateAndTensorsAreReadInTheirDtype() {
    ElementMoments moments = new ElementMoments(2);
    moments.add(new FloatTensor(Shape.of(2), new float[] {0.1f, 4}));
    moments.add(new FloatTensor(Shape.of(2), new float[] {0.1f, 8}));
    assertThat(moments.elements()).isEqualTo(2);
    assertThat(moments.at(0)).isEqualTo(new Moments(2, 0.1f, 0, 0.1f, 0.1f));
    assertThat(moments.at(1)).isEqualTo(new Moments(2, 6, 8, 4, 8));
  }

  @Test
  void theSequenceDecidesTheBitsAndNothingElseDoes() {
    SplittableRandom random = new SplittableRandom(5);
    double[] sample = sample(1, 10_000, random);
    assertThat(Moments.of(sample)).isEqualTo(Moments.of(sample.clone()));
  }

  @Test
  void whatIsNotFiniteLeavesNoMean() {
    double infinity = Double.POSITIVE_INFINITY;
    double[][] samples = {
      {infinity}, {infinity, infinity}, {1, infinity, 2}, {infinity, 1, 1}, {-infinity, infinity},
    };
    for (double[] sample : samples) {
      Moments moments = Moments.of(sample);
      assertThat(moments.mean()).isNaN();
      assertThat(moments.squares()).isNaN();
      assertThat(moments.populationDeviation()).isNaN();
      assertThat(moments.max()).isEqualTo(infinity);
    }
    Moments withNaN = Moments.of(1, Double.NaN, 2);
    assertThat(withNaN.mean()).isNaN();
    assertThat(withNaN.squares()).isNaN();
    assertThat(withNaN.min()).isNaN();
    assertThat(withNaN.max()).isNaN();
    assertThat(withNaN.isConstant()).isFalse();
    assertThat(Moments.of(-Double.MAX_VALUE, Double.MAX_VALUE).squares()).isNaN();
  }

  @Test
  void zerosOfBothSignsAreTheExtremesOfOneNumber() {
    Moments zeros = Moments.of(0.0, -0.0, 0.0);
    assertThat(zeros.min()).isEqualTo(Double.valueOf(-0.0));
    assertThat(zeros.max()).isEqualTo(Double.valueOf(0.0));
    assertThat(zeros.isConstant()).isTrue();
    assertThat(zeros.squares()).isZero();
  }

  @Test
  void differencesTooSmallToSquareAreStillTold() {
    Moments tiny = Moments.of(0x1p-600, 0x1.1p-600);
    assertThat(tiny.standardDeviation()).isZero();
    assertThat(tiny.isConstant()).isFalse();
  }

  @Test
  void tooFewRunsHaveNoDeviation() {
    Moments none = Moments.of();
    assertThat(none.runs()).isZero();
    assertThat(none.mean()).isNaN();
    assertThat(none.populationDeviation()).isNaN();
    assertThat(none.isConstant()).isFalse();
    Moments one = Moments.of(3);
    assertThat(one.mean()).isEqualTo(3);
    assertThat(one.standardDeviation()).isNaN();
    assertThat(one.populationDeviation()).isZero();
    ElementMoments merged = new ElementMoments(1);
    merged.merge(new ElementMoments(1));
    assertThat(merged.runs()).isZero();
  }

  @Test
  void aRunOfAnotherSizeIsRefused() {
    ElementMoments moments = new ElementMoments(2);
    assertThatThrownBy(() -> moments.add(new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a run has 2 elements here, not 3");
    assertThatThrownBy(() -> moments.merge(new ElementMoments(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
