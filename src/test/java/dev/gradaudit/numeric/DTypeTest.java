package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeTest {
  @Test
  void everyLabelIsReadBack() {
    for (DType dtype : DType.values()) {
      assertThat(DType.parse(dtype.label())).contains(dtype);
    }
    assertThat(DType.parse("float8")).isEmpty();
  }

  @Test
  void theUnitRoundoffIsHalfTheGapAfterOne() {
    assertThat(DType.FLOAT32.unitRoundoff()).isEqualTo(Math.ulp(1f) / 2.0);
    assertThat(DType.FLOAT64.unitRoundoff()).isEqualTo(Math.ulp(1.0) / 2);
    assertThat(DType.FLOAT32.precision()).isEqualTo(24);
    assertThat(DType.FLOAT64.isFloating()).isTrue();
    assertThat(DType.INT64.isFloating()).isFalse();
  }

  /** What PyTorch's {@code torch.finfo} says of each. */
  @Test
  void theLimitsAreThoseOfTheFormats() {
    assertThat(DType.FLOAT16.largest()).isEqualTo(65504);
    assertThat(DType.FLOAT16.smallest()).isEqualTo(5.960464477539063e-08);
    assertThat(DType.FLOAT16.unitRoundoff()).isEqualTo(0.0009765625 / 2);
    assertThat(DType.BFLOAT16.largest()).isEqualTo(3.3895313892515355e38);
    assertThat(DType.BFLOAT16.smallest()).isEqualTo(9.183549615799121e-41);
    assertThat(DType.BFLOAT16.unitRoundoff()).isEqualTo(0.0078125 / 2);
    assertThat(DType.FLOAT32.largest()).isEqualTo(Float.MAX_VALUE);
    assertThat(DType.FLOAT32.smallest()).isEqualTo(Float.MIN_VALUE);
    assertThat(DType.FLOAT64.largest()).isEqualTo(Double.MAX_VALUE);
    assertThat(DType.FLOAT64.smallest()).isEqualTo(Double.MIN_VALUE);
    assertThat(DType.FLOAT16.minExponent()).isEqualTo(-14);
    assertThat(DType.FLOAT16.maxExponent()).isEqualTo(15);
    assertThat(DType.BFLOAT16.minExponent()).isEqualTo(-126);
    assertThat(DType.BFLOAT16.maxExponent()).isEqualTo(127);
    assertThat(DType.BFLOAT16.bytes()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16", "FLOAT32", "FLOAT64"})
  void noNumberLiesBetweenOneAndTheNext(DType dtype) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 3000; i++) {
      int exponent = random.nextInt(dtype.minExponent() - 12, dtype.maxExponent() + 1);
      boolean power = random.nextInt(4) == 0;
      double significand = power ? 1 : random.nextDouble(1, 2);
      double value =
          dtype.round(Math.scalb(random.nextBoolean() ? significand : -significand, exponent));
      double next = dtype.nextUp(value);
      assertThat(next).as("after %s", value).isGreaterThan(value);
      assertThat(dtype.round(next)).isEqualTo(next);
      if (Double.isFinite(value) && Double.isFinite(next)) {
        assertThat(Ulps.distance(dtype, value, next)).isEqualTo(1);
        assertThat(dtype.ulp(Math.min(Math.abs(value), Math.abs(next)))).isEqualTo(next - value);
      }
    }
    assertThat(dtype.nextUp(0.0)).isEqualTo(dtype.smallest());
    assertThat(dtype.nextUp(-0.0)).isEqualTo(dtype.smallest());
    assertThat(dtype.nextUp(-dtype.smallest())).isEqualTo(-0.0);
    assertThat(dtype.nextUp(dtype.largest())).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(dtype.nextUp(Double.NEGATIVE_INFINITY)).isEqualTo(-dtype.largest());
    assertThat(dtype.nextUp(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(dtype.nextUp(Double.NaN)).isNaN();
  }
}
