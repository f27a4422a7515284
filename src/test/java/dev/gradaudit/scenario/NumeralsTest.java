package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumeralsTest {
  @Test
  void readsFloat32StraightFromTheTextAndNotThroughDouble() {
    // Just above the middle of 1 and its successor: the double in between is the middle itself,
    // from which a second rounding would go to 1.
    BigDecimal middle =
        BigDecimal.ONE.add(
            new BigDecimal(BigInteger.ONE, 0)
                .scaleByPowerOfTen(0)
                .divide(new BigDecimal(BigInteger.TWO.pow(24))));
    String text = middle.add(new BigDecimal("1e-30")).toPlainString();
    assertThat((float) Double.parseDouble(text)).isEqualTo(1f);
    assertThat(Numerals.float32(text)).isEqualTo(Math.nextUp(1f));
  }

  @Test
  void readsHexFloatsAndSpecialValues() {
    assertThat(Numerals.float32("0x1.8p3")).isEqualTo(12f);
    assertThat(Numerals.float64("-0x1.fffffffffffffP+1023")).isEqualTo(-Double.MAX_VALUE);
    assertThat(Numerals.float32("0x1p-149")).isEqualTo(Float.MIN_VALUE);
    assertThat(Numerals.float64("nan")).isNaN();
    assertThat(Numerals.float32("-inf")).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float.floatToRawIntBits(Numerals.float32("-0.0"))).isEqualTo(Integer.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NaN", "Infinity", "+inf", "1.5", "0x1.8", "0x1F", "0xp1", "inf ", "", "1e3"})
  void takesNoOtherStringForANumber(String text) {
    assertThat(Numerals.isSpecial(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-9223372036854775808, -9223372036854775808",
    "9223372036854775807, 9223372036854775807",
    "2.0, 2",
    "1e3, 1000",
    "1200e-2, 12",
    "+5, 5",
    "007, 7",
    "0x1F, 31",
    "0o17, 15"
  })
  void readsWholeNumbersExactly(String text, long expected) {
    assertThat(Numerals.int64(text)).isEqualTo(OptionalLong.of(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "1.5",
        "1e999999999",
        "1e-999999999",
        "1e99999999999",
        "nan",
        "0x1.8p3",
        "0xFFFFFFFFFFFFFFFFF"
      })
  void refusesWhatIsNotAWholeNumberOf64Bits(String text) {
    assertThat(Numerals.int64(text)).isEmpty();
  }
}
