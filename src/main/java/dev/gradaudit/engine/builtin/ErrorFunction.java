package dev.gradaudit.engine.builtin;

/**
 * The error function 2/√π ∫₀ˣ e^(−t²) dt in float64, from {@link StrictMath} and arithmetic, so
 * that it has the same bits everywhere.
 *
 * <p>The relative error is below 64 u with u = 2^-53. Below 2.5 the exponential errs by at most (x²
 * + 2) u, the n-th term by 3n u, where n is 6 on the average of the sum, the sum of at most 40
 * terms by 32 u, and the products by 3 u. Above, it is 1 less a number below 2^-11, and hardly
 * errs.
 */
final class ErrorFunction {
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

  /** From here on the series needs many terms and the continued fraction few. */
  private static final double SERIES_END = 2.5;

  /** From here on the nearest double is 1. */
  private static final double ONE_FROM = 6;

  private static final int FRACTION_TERMS = 60;

  private ErrorFunction() {}

  static double erf(double x) {
    double magnitude = Math.abs(x);
    if (Double.isNaN(x)) {
      return Double.NaN;
    }
    double value;
    if (magnitude < SERIES_END) {
      value = series(magnitude);
    } else {
      value = magnitude >= ONE_FROM ? 1 : 1 - complement(magnitude);
    }
    return Math.copySign(value, x);
  }

  /**
   * 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): positive terms only, so that nothing cancels
   * (Abramowitz and Stegun, 7.1.6).
   */
  private static double series(double x) {
    double square = x * x;
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 0x1p-60; n++) {
      term *= 2 * square / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_ROOT_PI * StrictMath.exp(-square) * sum;
  }

  /** 1 − erf(x) by the continued fraction of Abramowitz and Stegun, 7.1.14, from its far end. */
  private static double complement(double x) {
    double fraction = x;
    for (int n = FRACTION_TERMS; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return StrictMath.exp(-x * x) / fraction * (TWO_OVER_ROOT_PI / 2);
  }
}
