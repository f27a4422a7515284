package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
