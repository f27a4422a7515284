package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.Ulps;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AnyOrderBoundTest {
  private static final List<DType> FLOATING =
      List.of(DType.BFLOAT16, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static float[] positiveFloats(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] terms = new float[100];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = (float) (0.5 + random.nextDouble());
    }
    return terms;
  }

  private static double[] widened(float[] terms) {
    double[] doubles = new double[terms.length];
    Arrays.setAll(doubles, i -> terms[i]);
    return doubles;
  }

  private static float sum(float[] terms) {
    float sum = 0;
    for (float term : terms) {
      sum += term;
    }
    return sum;
  }

  @Test
  void theBoundIsThatOfTheFormulaRoundedUp() {
    for (int seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType dtype = seed % 2 == 0 ? DType.FLOAT32 : DType.FLOAT64;
      int n = 1 + random.nextInt(50);
      double[] terms = NastyNumbers.column(seed / 2 % 3, n, dtype, random);
      BigDecimal magnitude = BigDecimal.ZERO;
      BigDecimal sum = BigDecimal.ZERO;
      for (double term : terms) {
        magnitude = magnitude.add(new BigDecimal(term).abs());
        sum = sum.add(new BigDecimal(term));
      }
      BigDecimal error =
          magnitude
              .multiply(BigDecimal.valueOf(n - 1L))
              .multiply(new BigDecimal(dtype.unitRoundoff()));
      AnyOrderBound bound = AnyOrderBound.of(dtype, terms);
      assertThat(new BigDecimal(bound.magnitude())).isGreaterThanOrEqualTo(magnitude);
      assertThat(new BigDecimal(bound.error()))
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(error)
          .isLessThanOrEqualTo(error.multiply(new BigDecimal(1 + 0x1p-50)));
      assertThat(bound.spread()).isEqualTo(2 * bound.error());
      assertThat(bound.exactSum())
          .isEqualTo(dtype == DType.FLOAT32 ? sum.floatValue() : sum.doubleValue());
    }
  }

  @Test
  void aResultIsHeldAgainstTheExactSumWithoutRounding() {
    // The exact sum is 1 + 2^-53, the bound 2^-53 · (1 + 2^-53): two units, and not a third.
    AnyOrderBound bound = AnyOrderBound.of(DType.FLOAT64, new double[] {1, 0x1p-53});
    assertThat(bound.admits(1)).isTrue();
    assertThat(bound.admits(1 + 0x1p-52)).isTrue();
    assertThat(bound.admits(1 - 0x1p-53)).isFalse();
    assertThat(bound.admits(1 + 0x1p-51)).isFalse();
  }

  @Test
  void oneTermAndZerosLeaveNoRoom() {
    AnyOrderBound one = AnyOrderBound.of(DType.FLOAT32, new double[] {3});
    assertThat(one.error()).isZero();
    assertThat(one.admits(3)).isTrue();
    assertThat(one.admits(Math.nextUp(3f))).isFalse();
    AnyOrderBound zeros = AnyOrderBound.of(DType.FLOAT32, new double[] {0, -0.0, 0});
    assertThat(zeros.error()).isZero();
    assertThat(zeros.admits(-0.0)).isTrue();
    assertThat(zeros.admits(Float.MIN_VALUE)).isFalse();
    assertThat(AnyOrderBound.of(DType.FLOAT32, new double[0]).admits(0)).isTrue();
  }

  @Test
  void subnormalSumsAreExactAndTheirBoundMayUnderflow() {
    double tiny = Double.MIN_VALUE;
    AnyOrderBound bound = AnyOrderBound.of(DType.FLOAT64, new double[] {tiny, 5 * tiny, -tiny});
    assertThat(bound.admits(5 * tiny)).isTrue();
    assertThat(bound.admits(6 * tiny)).isFalse();
  }

  @Test
  void nothingIsKnownWhereASumMayOverflowOrATermIsNotFinite() {
    double max = Float.MAX_VALUE;
    AnyOrderBound overflows = AnyOrderBound.of(DType.FLOAT32, new double[] {max, 1, -max});
    assertThat(overflows.spread()).isEqualTo(INFINITY);
    assertThat(overflows.admits(INFINITY)).isTrue();
    assertThat(overflows.admits(Double.NaN)).isTrue();
    assertThat(AnyOrderBound.of(DType.FLOAT64, new double[] {max, 1, -max}).error()).isFinite();
    assertThat(AnyOrderBound.of(DType.FLOAT64, new double[] {1, INFINITY}).error())
        .isEqualTo(INFINITY);
    AnyOrderBound notANumber = AnyOrderBound.of(DType.FLOAT64, new double[] {1, Double.NaN});
    assertThat(notANumber.error()).isEqualTo(INFINITY);
    assertThat(notANumber.magnitude()).isNaN();
    AnyOrderBound finite = AnyOrderBound.of(DType.FLOAT32, new double[] {1, 2, 3});
    assertThat(finite.admits(INFINITY)).isFalse();
    assertThat(finite.admits(Double.NaN)).isFalse();
  }

  @Test
  void aSumThatDropsATermOrTurnsASignIsOut() {
    for (int seed = 0; seed < 1000; seed++) {
      float[] terms = positiveFloats(seed);
      AnyOrderBound bound = AnyOrderBound.of(DType.FLOAT32, widened(terms));
      assertThat(bound.admits(sum(terms))).as("seed %d", seed).isTrue();
      float[] dropped = terms.clone();
      dropped[seed % terms.length] = 0;
      assertThat(bound.admits(sum(dropped))).as("seed %d, dropped", seed).isFalse();
      float[] turned = terms.clone();
      turned[seed % terms.length] = -turned[seed % terms.length];
      assertThat(bound.admits(sum(turned))).as("seed %d, turned", seed).isFalse();
      float[] twice = Arrays.copyOf(terms, terms.length + 1);
      twice[terms.length] = terms[seed % terms.length];
      assertThat(bound.admits(sum(twice))).as("seed %d, added twice", seed).isFalse();
    }
  }

  /** Now and then such a sum is right by accident, and nothing can tell it. */
  @Test
  void aFloat32SumInAFloat16AccumulatorIsOut() {
    int out = 0;
    for (int seed = 0; seed < 1000; seed++) {
      float[] terms = positiveFloats(seed);
      float sum = 0;
      for (float term : terms) {
        sum = Bits16.roundToFloat16(sum + term);
      }
      out += AnyOrderBound.of(DType.FLOAT32, widened(terms)).admits(sum) ? 0 : 1;
    }
    assertThat(out).isGreaterThan(990);
  }

  /** A sum that nearly cancels has small numbers on both sides of 0 within its bound. */
  @Test
  void noTwoOrdersAreFurtherApartInUlpsThanTheBoundSays() {
    int acrossZero = 0;
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType dtype = FLOATING.get(seed % FLOATING.size());
      int n = 3 + random.nextInt(20);
      double[] terms = new double[n];
      for (int i = 0; i < n; i++) {
        boolean back = i % 2 == 1 && random.nextInt(4) > 0;
        terms[i] = back ? -terms[i - 1] : dtype.round(random.nextDouble(-100, 100));
      }
      WorstOrders found = WorstOrderSearch.search(dtype, terms, seed, 200);
      double ulps = Ulps.toDouble(found.ulpsApart().orElseThrow());
      assertThat(ulps).isLessThanOrEqualTo(AnyOrderBound.of(dtype, terms).spreadUlps());
      acrossZero += found.lowest().sum() < 0 && found.highest().sum() > 0 ? 1 : 0;
    }
    assertThat(acrossZero).isPositive();
  }

  @Test
  void exactSumsAreNotApart() {
    AnyOrderBound two = AnyOrderBound.of(DType.FLOAT32, new double[] {5});
    assertThat(two.spreadUlps()).isZero();
    double[] huge = {DType.FLOAT32.largest(), DType.FLOAT32.largest()};
    assertThat(AnyOrderBound.of(DType.FLOAT32, huge).spreadUlps()).isInfinite();
  }
}
