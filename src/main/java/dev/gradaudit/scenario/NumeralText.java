package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import java.math.BigDecimal;
import java.math.MathContext;

/** How a number is written in a scenario file: as short as it reads back as the same bits. */
public final class NumeralText {
  /** Beyond it, digits alone are longer than an exponent or hard to read. */
  private static final int MOST_ZEROS = 3;

  private NumeralText() {}

  /** A number of a floating dtype; of several that are equally short, one nearest to it. */
  public static String of(DType dtype, double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0";
    }
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; ; digits++) {
      String text = spelled(exact.round(new MathContext(digits)));
      if (read(dtype, text) == value) {
        return text;
      }
    }
  }

  public static String of(long value) {
    return Long.toString(value);
  }

  /** The value that a reader gives a text in a floating dtype. */
  private static double read(DType dtype, String text) {
    return dtype == DType.FLOAT32 ? Numerals.float32(text) : dtype.round(Numerals.float64(text));
  }

  /** Digits alone where they are short, else with an exponent, which needs no point then. */
  private static String spelled(BigDecimal rounded) {
    BigDecimal number = rounded.stripTrailingZeros();
    String plain = number.toPlainString();
    if (number.scale() >= -MOST_ZEROS && number.scale() - number.precision() < MOST_ZEROS) {
      return plain;
    }
    return number.unscaledValue() + "e" + -number.scale();
  }
}
