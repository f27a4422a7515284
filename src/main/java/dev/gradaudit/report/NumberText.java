package dev.gradaudit.report;

import dev.gradaudit.numeric.DType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HexFormat;
import tools.jackson.core.io.NumberOutput;

/**
 * The one spelling of numbers in every format: the shortest decimal that reads back as the same
 * bits (two digits at least), written as Python writes it: {@code 0.1}, {@code 1e-07}, {@code
 * 1e+16}, {@code nan}, {@code inf}, {@code -inf}.
 *
 * <p>{@link Double#toString(double)} is no help here: before Java 19 its result is not always the
 * shortest, so that reports would differ between Java versions.
 */
public final class NumberText {
  // Python's bounds for writing a number without an exponent.
  private static final int LEAST_PLAIN_EXPONENT = -4;
  private static final int GREATEST_PLAIN_EXPONENT = 15;

  private NumberText() {}

  /** The shortest decimal for a float64. */
  public static String of(double value) {
    return Double.isFinite(value) ? respell(NumberOutput.toString(value, true)) : nonFinite(value);
  }

  /** The shortest decimal for a float32. */
  public static String of(float value) {
    return Float.isFinite(value) ? respell(NumberOutput.toString(value, true)) : nonFinite(value);
  }

  /** An element of a tensor, held exactly in a double. */
  public static String of(DType dtype, double value) {
    if (dtype.isNarrow() && Double.isFinite(value) && value != 0) {
      return narrow(dtype, value);
    }
    return dtype == DType.FLOAT32 || dtype.isNarrow() ? of((float) value) : of(value);
  }

  /** The fewest digits that read back as the same number of the dtype. */
  private static String narrow(DType dtype, double value) {
    for (int digits = 1; ; digits++) {
      double rounded = new BigDecimal(value).round(new MathContext(digits)).doubleValue();
      if (dtype.round(rounded) == value) {
        return of(rounded);
      }
    }
  }

  /** An unsigned 64-bit integer, such as a distance in ULPs. */
  public static String ofUnsigned(long value) {
    return Long.toUnsignedString(value);
  }

  /** An element's bits in hexadecimal, two digits for each byte of the dtype. */
  public static String bits(DType dtype, long bits) {
    return HexFormat.of().toHexDigits(bits, 2 * dtype.bytes());
  }

  private static String nonFinite(double value) {
    return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }

  /** Takes Java's {@code 1.0E-7} or {@code 0.001} apart and writes it Python's way. */
  private static String respell(String java) {
    boolean negative = java.startsWith("-");
    int exponentAt = java.indexOf('E');
    String mantissa = java.substring(negative ? 1 : 0, exponentAt < 0 ? java.length() : exponentAt);
    int point = mantissa.indexOf('.');
    String whole = mantissa.substring(0, point);
    String all = whole + mantissa.substring(point + 1);
    int leadingZeros = 0;
    while (leadingZeros < all.length() - 1 && all.charAt(leadingZeros) == '0') {
      leadingZeros++;
    }
    String digits = all.substring(leadingZeros).replaceFirst("0+$", "");
    if (digits.isEmpty()) {
      return negative ? "-0.0" : "0.0";
    }
    int scale = exponentAt < 0 ? 0 : Integer.parseInt(java.substring(exponentAt + 1));
    int exponent = whole.length() - 1 - leadingZeros + scale;
    return (negative ? "-" : "") + write(digits, exponent);
  }

  /** d.ddd times ten to the exponent; the digits neither start nor end with a zero. */
  private static String write(String digits, int exponent) {
    if (exponent < LEAST_PLAIN_EXPONENT || exponent > GREATEST_PLAIN_EXPONENT) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      String sign = exponent < 0 ? "-" : "+";
      String size = Integer.toString(Math.abs(exponent));
      return digits.charAt(0) + fraction + "e" + sign + (size.length() < 2 ? "0" : "") + size;
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    if (digits.length() <= exponent + 1) {
      return digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
    }
    return digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1);
  }
}
