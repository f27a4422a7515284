package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Bits16Test {
  @Test
  void everyPatternIsReadBack() {
    for (int bits = 0; bits < 0x10000; bits++) {
      float half = Bits16.fromFloat16Bits(bits);
      float brain = Bits16.fromBfloat16Bits(bits);
      if (!Float.isNaN(half)) {
        assertThat(Bits16.float16Bits(half)).isEqualTo(bits);
        assertThat(Bits16.roundToFloat16(half)).isEqualTo(half);
      }
      if (!Float.isNaN(brain)) {
        assertThat(Bits16.bfloat16Bits(brain)).isEqualTo(bits);
        assertThat(Bits16.roundToBfloat16(brain)).isEqualTo(brain);
      }
    }
  }

  /** Between two neighbours everything goes to the nearer one, the middle to the even one. */
  @Test
  void roundsToTheNearestAndTiesToEven() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      float low = Bits16.fromFloat16Bits(bits);
      float high = Bits16.fromFloat16Bits(bits + 1);
      float middle = (low + high) / 2;
      assertThat(Bits16.roundToFloat16(middle)).isEqualTo(bits % 2 == 0 ? low : high);
      assertThat(Bits16.roundToFloat16(Math.nextDown(middle))).isEqualTo(low);
      assertThat(Bits16.roundToFloat16(-Math.nextUp(middle))).isEqualTo(-high);
    }
    for (int bits = 0; bits < 0x7f7f; bits++) {
      float low = Bits16.fromBfloat16Bits(bits);
      float high = Bits16.fromBfloat16Bits(bits + 1);
      float middle = Float.intBitsToFloat((bits << 16) + 0x8000);
      assertThat(Bits16.roundToBfloat16(middle)).isEqualTo(bits % 2 == 0 ? low : high);
      assertThat(Bits16.roundToBfloat16(Math.nextDown(middle))).isEqualTo(low);
    }
  }

  @Test
  void whatIsTooLargeIsInfiniteAndNaNStays() {
    assertThat(Bits16.roundToFloat16(65519.996f)).isEqualTo(65504f);
    assertThat(Bits16.roundToFloat16(65520f)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Bits16.roundToBfloat16(-Float.MAX_VALUE)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Bits16.roundToFloat16(Float.NaN)).isNaN();
    assertThat(Bits16.roundToBfloat16(Float.NaN)).isNaN();
    assertThat(Float.floatToRawIntBits(Bits16.roundToFloat16(-1e-10f))).isEqualTo(0x80000000);
  }

  @Test
  void neighboursAreOneUlpApartInTheirOwnUnits() {
    assertThat(Ulps.distance(DType.BFLOAT16, 1, 1 + 0x1p-7)).isEqualTo(1);
    assertThat(Ulps.distance(DType.FLOAT16, 1, 1 + 0x1p-10)).isEqualTo(1);
    assertThat(Ulps.distance(DType.FLOAT16, -0x1p-24, 0x1p-24)).isEqualTo(2);
    assertThat(Ulps.distance(DType.BFLOAT16, 0.0, -0.0)).isZero();
  }

  /** The value of a pattern by the definition of the formats, from its three fields. */
  @Test
  void everyPatternHasTheValueOfItsFields() {
    for (int bits = 0; bits < 0x10000; bits++) {
      assertValue(Bits16.fromFloat16Bits(bits), bits, 5, 10);
      assertValue(Bits16.fromBfloat16Bits(bits), bits, 8, 7);
    }
  }

  private static void assertValue(float actual, int bits, int exponentBits, int fractionBits) {
    int bias = (1 << exponentBits - 1) - 1;
    int exponent = bits >> fractionBits & (1 << exponentBits) - 1;
    double fraction = (bits & (1 << fractionBits) - 1) * Math.pow(2, -fractionBits);
    double magnitude;
    if (exponent == 2 * bias + 1) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * Math.pow(2, 1 - bias);
    } else {
      magnitude = (1 + fraction) * Math.pow(2, exponent - bias);
    }
    double expected = bits < 0x8000 ? magnitude : -magnitude;
    assertThat(Double.compare(actual, expected)).as("pattern %x", bits).isZero();
  }

  /** Exactly, and then to whichever of two neighbours is nearer. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void aFusedProductIsRoundedOnceAlsoNextToATie(DType dtype) {
    SplittableRandom random = new SplittableRandom(17);
    int ties = 0;
    for (int i = 0; i < 200_000; i++) {
      int spread = i % 2 == 0 ? 4 : dtype.maxExponent();
      float a = number(dtype, random, spread);
      float b = number(dtype, random, spread);
      float c = number(dtype, random, spread);
      if (i % 3 == 0) {
        // a · b is about a half step of c, so that much depends on its lowest bits.
        b = (float) dtype.round(dtype.ulp(c) / 2 / a * (1 + random.nextInt(3) * 0x1p-9));
      } else if (i % 3 == 1) {
        // a · b is a tie, and c far below it decides.
        a = (float) Math.scalb(1 + 2 * dtype.unitRoundoff(), random.nextInt(10));
        b = random.nextBoolean() ? 1.5f : -1.5f;
        c = (float) (dtype.smallest() * random.nextInt(-2, 3));
      }
      if (!Float.isFinite(b)) {
        continue;
      }
      BigDecimal exact = new BigDecimal((double) a * b).add(new BigDecimal(c));
      float fused = Bits16.fma(dtype, a, b, c);
      String what = a + " * " + b + " + " + c;
      if (Float.isInfinite(fused)) {
        BigDecimal limit = new BigDecimal(dtype.largest() + dtype.ulp(dtype.largest()) / 2);
        assertThat(exact.abs()).as(what).isGreaterThanOrEqualTo(limit);
      } else {
        BigDecimal error = exact.subtract(new BigDecimal(fused)).abs();
        BigDecimal up = exact.subtract(neighbour(dtype, fused)).abs();
        BigDecimal down = exact.add(neighbour(dtype, -fused)).abs();
        BigDecimal other = up.min(down);
        assertThat(error).as(what).isLessThanOrEqualTo(other);
        if (error.compareTo(other) == 0) {
          ties++;
          int bits =
              dtype == DType.FLOAT16 ? Bits16.float16Bits(fused) : Bits16.bfloat16Bits(fused);
          assertThat(bits & 1).as(what).isZero();
        }
      }
    }
    assertThat(ties).isGreaterThan(100);
  }

  /** The next larger number; beyond the largest the one that would follow. */
  private static BigDecimal neighbour(DType dtype, float value) {
    double next = dtype.nextUp(value);
    return Double.isFinite(next)
        ? new BigDecimal(next)
        : new BigDecimal(value).add(new BigDecimal(dtype.ulp(value)));
  }

  private static float number(DType dtype, SplittableRandom random, int spread) {
    double significand = random.nextDouble(1, 2) * (random.nextBoolean() ? 1 : -1);
    return (float) dtype.round(Math.scalb(significand, random.nextInt(-spread, spread)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void aFusedProductFollowsIeeeWhereNothingIsRounded(DType dtype) {
    float inf = Float.POSITIVE_INFINITY;
    assertThat(Bits16.fma(dtype, inf, 0, 1)).isNaN();
    assertThat(Bits16.fma(dtype, inf, 1, -inf)).isNaN();
    assertThat(Bits16.fma(dtype, -2, inf, 1)).isEqualTo(-inf);
    assertThat(Bits16.fma(dtype, Float.NaN, 1, 1)).isNaN();
    assertThat(Float.floatToRawIntBits(Bits16.fma(dtype, -0f, 1, -0f))).isEqualTo(0x80000000);
    assertThat(Float.floatToRawIntBits(Bits16.fma(dtype, 2, 3, -6))).isZero();
    float tiny = (float) dtype.smallest();
    assertThat(Bits16.fma(dtype, tiny, 0.5f, 0)).isZero();
    assertThat(Bits16.fma(dtype, tiny, 0.75f, 0)).isEqualTo(tiny);
    float large = (float) dtype.largest();
    assertThat(Bits16.fma(dtype, large, 2, -large)).isEqualTo(large);
    assertThat(Bits16.fma(dtype, large, large, 0)).isEqualTo(inf);
  }
}
