package dev.gradaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NumberTextTest {
  /** What Python 3 prints for the same numbers. */
  @ParameterizedTest
  @CsvSource({
    "0x0.0p0, 0.0",
    "-0x0.0p0, -0.0",
    "0x1.0000000000000p0, 1.0",
    "-0x1.0000000000000p0, -1.0",
    "0x1.8000000000000p1, 3.0",
    "0x1.999999999999ap-4, 0.1",
    "0x1.3333333333333p-2, 0.3",
    "0x1.a36e2eb1c432dp-14, 0.0001",
    "0x1.4f8b588e368f1p-17, 1e-05",
    "0x1.1c37937e08000p53, 1e+16",
    "0x1.1c37937e07fffp53, 9999999999999998.0",
    "0x1.6345785d8a000p56, 1e+17",
    "0x1.f9add1091c895p-4, 0.12345678",
    "0x1.d6f3454000000p26, 123456789.0",
    "0x1.fffffffffffffp1023, 1.7976931348623157e+308",
    "0x1.0000000000000p-1022, 2.2250738585072014e-308",
    "0x1.52d02c7e14af6p76, 1e+23",
    "0x1.52d02c7e14af6p77, 2e+23",
    "0x1.2ced32a16a1b1p126, 1e+38",
    "0x1.a36e2eb1c432dp-15, 5e-05",
    "0x1.0624dd2f1a9fcp-10, 0.001",
    "0x1.0000000000000p53, 9007199254740992.0",
    "0x1.34a0000000000p10, 1234.5",
    "0x1.9000000000000p6, 100.0",
    "-0x1.12e0be826d695p-32, -2.5e-10",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void doublesAreSpelledAsPythonSpellsThem(String value, String text) {
    assertThat(NumberText.of(Double.parseDouble(value))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "3.4028235e38, 3.4028235e+38",
    "16777216, 16777216.0",
    "1e-7, 1e-07",
    "0.79999995, 0.79999995",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
    "-0.0, -0.0"
  })
  void float32HasFewerDigits(float value, String text) {
    assertThat(NumberText.of(value)).isEqualTo(text);
    assertThat(NumberText.of(DType.FLOAT32, value)).isEqualTo(text);
  }

  @Test
  void everyNumberReadsBackAsTheSameBitsAndNoShorterDecimalDoes() {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = NumberText.of(value);
        assertThat(Double.parseDouble(text)).as("seed %d, %s", seed, text).isEqualTo(value);
        BigDecimal exact = new BigDecimal(value);
        int digits = new BigDecimal(text).stripTrailingZeros().precision();
        if (digits > 2) {
          double shorter = exact.round(new MathContext(digits - 1)).doubleValue();
          assertThat(shorter).as("seed %d, %s", seed, text).isNotEqualTo(value);
        }
      }
      float single = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(single)) {
        String text = NumberText.of(single);
        assertThat(Float.parseFloat(text)).as("seed %d, %s", seed, text).isEqualTo(single);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void everyNumberOfSixteenBitsReadsBackFromItsFewDigits(DType dtype) {
    for (double value = 0; value <= dtype.largest(); value = dtype.nextUp(value)) {
      String text = NumberText.of(dtype, value);
      assertThat(dtype.round(Double.parseDouble(text))).as(text).isEqualTo(value);
      assertThat(text.replaceAll("e.*|[-.]", "").replaceAll("^0+", "").replaceAll("0+$", ""))
          .as(text)
          .hasSizeLessThanOrEqualTo(dtype == DType.FLOAT16 ? 5 : 4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 0.1, 0.1",
    "FLOAT16, 2049, 2048.0",
    "FLOAT16, 65504, 65500.0",
    "FLOAT16, 5.96e-8, 6e-08",
    "FLOAT16, -0.3333, -0.3333",
    "BFLOAT16, 0.1, 0.1",
    "BFLOAT16, 3.3895e38, 3.39e+38",
    "BFLOAT16, 257, 256.0",
    "BFLOAT16, 1.0078125, 1.01",
    "BFLOAT16, -0.0, -0.0",
    "BFLOAT16, NaN, nan",
    "FLOAT16, -Infinity, -inf"
  })
  void sixteenBitsHaveFewerDigitsStill(DType dtype, double value, String text) {
    assertThat(NumberText.of(dtype, dtype.round(value))).isEqualTo(text);
  }

  @Test
  void distancesAreUnsigned() {
    assertThat(NumberText.ofUnsigned(-1)).isEqualTo("18446744073709551615");
  }

  @Test
  void bitsHaveTheWidthOfTheDtype() {
    assertThat(NumberText.bits(DType.FLOAT32, Float.floatToRawIntBits(-2f) & 0xffffffffL))
        .isEqualTo("c0000000");
    assertThat(NumberText.bits(DType.FLOAT64, Double.doubleToRawLongBits(1.0)))
        .isEqualTo("3ff0000000000000");
    assertThat(NumberText.bits(DType.FLOAT32, 1)).isEqualTo("00000001");
    assertThat(NumberText.bits(DType.BFLOAT16, 0x3f80)).isEqualTo("3f80");
    assertThat(NumberText.bits(DType.FLOAT16, 1)).isEqualTo("0001");
  }
}
