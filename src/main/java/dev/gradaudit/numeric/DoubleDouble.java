package dev.gradaudit.numeric;

/**
 * Numbers of about 106 bits as unevaluated sums high + low of two doubles, |low| ≤ ulp(high)/2.
 *
 * <p>Addition is the accurate algorithm, with a relative error below 3 · 2^-106 (Li et al. 2002;
 * Joldes, Muller, Popescu 2017). The sum of two −0 is −0. A sum that overflows, or one of numbers
 * that are not finite, has the high part of the double sum of the high parts, and low part 0.
 */
public final class DoubleDouble {
  private DoubleDouble() {}

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
