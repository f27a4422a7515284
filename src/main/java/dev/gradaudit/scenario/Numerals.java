package dev.gradaudit.scenario;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What the text of a number means. */
final class Numerals {
  private static final Pattern SPECIAL = Pattern.compile("nan|-?inf");
  private static final Pattern HEX_FLOAT =
      Pattern.compile("-?0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+");

  private Numerals() {}

  /**
   * Whether a string stands for a number: {@code nan}, {@code inf}, {@code -inf} or a hex float.
   */
  static boolean isSpecial(String text) {
    return SPECIAL.matcher(text).matches() || HEX_FLOAT.matcher(text).matches();
  }

  static boolean isNonFinite(String text) {
    return SPECIAL.matcher(text).matches();
  }

  /** The nearest float, ties to even, straight from the text; infinite beyond the range. */
  static float float32(String text) {
    return switch (text) {
      case "nan" -> Float.NaN;
      case "inf" -> Float.POSITIVE_INFINITY;
      case "-inf" -> Float.NEGATIVE_INFINITY;
      default -> Float.parseFloat(decimal(text));
    };
  }

  /** The nearest double, ties to even, straight from the text; infinite beyond the range. */
  static double float64(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(decimal(text));
    };
  }

  /**
   * The exact value of a whole number of 64 bits, also of one like {@code 1e3} or {@code 2.0};
   * empty for everything else.
   */
  static OptionalLong int64(String text) {
    try {
      return OptionalLong.of(new BigDecimal(decimal(text)).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** YAML's octal and hexadecimal whole numbers in decimal; other texts as they are. */
  private static String decimal(String text) {
    if (text.startsWith("0o")) {
      return new BigInteger(text.substring(2), 8).toString();
    }
    boolean hexInteger = text.startsWith("0x") && !HEX_FLOAT.matcher(text).matches();
    return hexInteger ? new BigInteger(text.substring(2), 16).toString() : text;
  }
}
