package dev.gradaudit.numeric;

/**
 * A number of about 106 bits as the unevaluated sum high + low of two doubles, |low| ≤ ulp(high)/2.
 *
 * <p>Addition is the accurate algorithm, with a relative error below 3 · 2^-106; products and
 * quotients err by less than 2^-102 and square roots by less than 2^-100 (Li et al. 2002; Joldes,
 * Muller, Popescu 2017), as long as nothing underflows. The sum of two −0 is −0. A result that
 * overflows, or one of numbers that are not finite, has the high part that the double operation on
 * the high parts gives, and low part 0.
 */
public record DoubleDouble(double high, double low) {
  public static final DoubleDouble ZERO = of(0);
  public static final DoubleDouble ONE = of(1);

  /** A double, exactly. */
  public static DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  /** high + low for |high| ≥ |low|, in normal form. */
  private static DoubleDouble normal(double high, double low) {
    double sum = plus(high, low);
    return Double.isFinite(sum)
        ? new DoubleDouble(sum, ErrorFree.fastSumError(high, low))
        : new DoubleDouble(high, 0);
  }

  /** The sum. */
  public DoubleDouble plus(DoubleDouble other) {
    return new DoubleDouble(
        sumHigh(high, low, other.high, other.low), sumLow(high, low, other.high, other.low));
  }

  /** The sum. */
  public DoubleDouble plus(double other) {
    return plus(of(other));
  }

  /** The difference. */
  public DoubleDouble minus(DoubleDouble other) {
    return plus(other.negated());
  }

  /** The number with the other sign. */
  public DoubleDouble negated() {
    // 0 − 0 is +0, so that a low part that says nothing is always the same.
    return new DoubleDouble(-high, 0 - low);
  }

  /** The product. */
  public DoubleDouble times(DoubleDouble other) {
    double product = high * other.high;
    if (!Double.isFinite(product) || product == 0) {
      return of(product);
    }
    double error = ErrorFree.productError(high, other.high);
    return normal(product, error + (high * other.low + low * other.high));
  }

  /** The product. */
  public DoubleDouble times(double other) {
    return times(of(other));
  }

  /** The quotient: two steps of long division, the second from the exact remainder of the first. */
  public DoubleDouble dividedBy(DoubleDouble other) {
    double first = high / other.high;
    if (!Double.isFinite(first) || first == 0 || !Double.isFinite(other.high)) {
      return of(first);
    }
    DoubleDouble rest = minus(other.times(first));
    double second = rest.high / other.high;
    DoubleDouble last = rest.minus(other.times(second));
    return normal(first, second).plus(last.high / other.high);
  }

  /** The quotient. */
  public DoubleDouble dividedBy(double other) {
    return dividedBy(of(other));
  }

  /** The square root; NaN below 0, and a zero of its own sign. */
  public DoubleDouble squareRoot() {
    double root = Math.sqrt(high);
    if (!Double.isFinite(root) || root == 0) {
      return of(root);
    }
    DoubleDouble rest = minus(of(root).times(root));
    return normal(root, rest.high / (2 * root));
  }

  /** Times a power of two, which is exact unless it underflows. */
  public DoubleDouble scaled(int exponent) {
    double scaled = Math.scalb(high, exponent);
    return new DoubleDouble(scaled, Double.isFinite(scaled) ? Math.scalb(low, exponent) : 0);
  }

  /** Whether this is less than 0. */
  public boolean isNegative() {
    return high < 0;
  }

  /** Negative, 0 or positive as {@link Double#compare} has it, but for zeros, which are equal. */
  public int compare(DoubleDouble other) {
    if (high == other.high) {
      return Double.compare(low + 0.0, other.low + 0.0);
    }
    return Double.compare(high, other.high);
  }

  /** The high part of a sum. */
  public static double sumHigh(double aHigh, double aLow, double bHigh, double bLow) {
    double high = aHigh + bHigh;
    if (!Double.isFinite(high)) {
      return high;
    }
    double tail = ErrorFree.sumError(aHigh, bHigh) + (aLow + bLow);
    double raised = plus(high, tail);
    if (!Double.isFinite(raised)) {
      return raised;
    }
    double rest = ErrorFree.sumError(aLow, bLow) + ErrorFree.fastSumError(high, tail);
    return plus(raised, rest);
  }

  /** The low part of a sum. */
  public static double sumLow(double aHigh, double aLow, double bHigh, double bLow) {
    double high = aHigh + bHigh;
    double tail = ErrorFree.sumError(aHigh, bHigh) + (aLow + bLow);
    double raised = plus(high, tail);
    if (!Double.isFinite(high) || !Double.isFinite(raised)) {
      return 0;
    }
    double rest = ErrorFree.sumError(aLow, bLow) + ErrorFree.fastSumError(high, tail);
    double low = ErrorFree.fastSumError(raised, rest);
    return Double.isFinite(low) ? low : 0;
  }

  /** The nearest double. */
  public static double round(double high, double low) {
    return plus(high, low);
  }

  /** a + b that leaves the sign of a zero alone. */
  private static double plus(double a, double b) {
    return b == 0 ? a : a + b;
  }
}
