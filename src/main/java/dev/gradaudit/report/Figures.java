package dev.gradaudit.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers for reading at a glance; rounding never makes a claim stronger than it is. */
public final class Figures {
  private static final int MOST_DIGITS = 7;

  private Figures() {}

  /** {@code 1 run}, {@code 270 runs}. */
  public static String count(long count, String noun) {
    return count + " " + (count == 1 ? noun : noun + "s");
  }

  /** {@code 8421 ULPs}; from eight digits on three of them, rounded up. */
  public static String ulps(long unsigned) {
    String digits = NumberText.ofUnsigned(unsigned);
    return unsigned == 1 ? "1 ULP" : (shortened(digits) + " ULPs");
  }

  /** The same without the unit. */
  static String shortUlps(long unsigned) {
    return shortened(NumberText.ofUnsigned(unsigned));
  }

  /** Three digits of a number of ULPs that need not be whole. */
  public static String fraction(double ulps) {
    return ulps < 1000
        ? magnitude(ulps)
        : Double.isFinite(ulps)
            ? shortened(new BigDecimal(ulps).setScale(0, RoundingMode.HALF_UP).toPlainString())
            : NumberText.of(ulps);
  }

  /** A bound, rounded up. */
  public static String bound(double ulps) {
    if (!Double.isFinite(ulps)) {
      return NumberText.of(ulps);
    }
    BigDecimal bound = new BigDecimal(ulps).setScale(ulps < 10 ? 1 : 0, RoundingMode.CEILING);
    return shortened(bound.stripTrailingZeros().toPlainString());
  }

  /** Three digits, for a magnitude such as a relative difference. */
  public static String magnitude(double value) {
    return Double.isFinite(value) && value != 0
        ? NumberText.of(new BigDecimal(value).round(new MathContext(3)).doubleValue())
        : NumberText.of(value);
  }

  /** One digit after the point, rounded down: never more than it is. */
  static String atMost(double value) {
    return new BigDecimal(value).setScale(1, RoundingMode.FLOOR).toPlainString();
  }

  /** Two digits: a ratio of two times is not known better. */
  static String ratio(double ratio) {
    return Double.isFinite(ratio) && ratio != 0
        ? new BigDecimal(ratio).round(new MathContext(2)).toPlainString()
        : NumberText.of(ratio);
  }

  /** A probability that is at least this, rounded down. */
  static String atLeast(double probability) {
    int digits = probability < 0.999 ? 3 : 6;
    return new BigDecimal(probability).setScale(digits, RoundingMode.FLOOR).toPlainString();
  }

  /** {@code 40%}; no part that is not 0 becomes 0, and none that is not all 100. */
  public static String percent(double part) {
    if (part > 0 && part < 0.01) {
      return "<1%";
    }
    if (part > 0.99 && part < 1) {
      return ">99%";
    }
    return new BigDecimal(part * 100).setScale(0, RoundingMode.HALF_UP).toPlainString() + "%";
  }

  public static String seconds(double seconds) {
    if (seconds >= 60) {
      long whole = Math.round(seconds);
      return whole / 60 + " min " + whole % 60 + " s";
    }
    int digits = seconds < 10 ? 1 : 0;
    return new BigDecimal(Math.max(0, seconds))
            .setScale(digits, RoundingMode.HALF_UP)
            .toPlainString()
        + " s";
  }

  private static String shortened(String digits) {
    if (digits.length() <= MOST_DIGITS) {
      return digits;
    }
    BigDecimal rounded = new BigDecimal(digits).round(new MathContext(3, RoundingMode.CEILING));
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.movePointLeft(exponent).setScale(2).toPlainString() + "e" + exponent;
  }
}
