package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import java.util.SplittableRandom;

/** Terms of sums on both sides of the line between what no order changes and what one may. */
enum SumTerms {
  /** Multiples of one power of two, mostly few enough for the precision. */
  EXACT,
  /** Multiples of one power of two that just fit, or just do not. */
  BORDERLINE,
  UNIFORM,
  WIDE_EXPONENTS,
  /** Each second term takes back the one before it, or nearly so. */
  CANCELLING,
  /** Around the smallest normal number. */
  SUBNORMAL,
  /** Sums overflow, or just do not. */
  NEAR_OVERFLOW,
  /** Zeros of both signs and a rare other number. */
  ZEROS,
  /** Infinities and NaN among others. */
  NOT_FINITE;

  static SumTerms any(SplittableRandom random) {
    return values()[random.nextInt(values().length)];
  }

  double[] draw(DType dtype, int n, SplittableRandom random) {
    double[] terms = new double[n];
    int precision = dtype.precision();
    // So that their sums are in the range of every dtype.
    int shift = random.nextInt(-4, 3);
    // The magnitudes of n terms of this size add up to about what the precision holds.
    double border = Math.scalb(0.7 + 0.7 * random.nextDouble(), precision) / n;
    // Terms of one sign make large partial sums.
    boolean positive = random.nextBoolean();
    for (int i = 0; i < n; i++) {
      double unit = random.nextDouble() * 2 - 1;
      double value =
          switch (this) {
            case EXACT -> Math.scalb((double) random.nextInt(-9, 10), shift);
            case BORDERLINE ->
                Math.scalb(
                    Math.copySign(
                        StrictMath.rint(border * (1 - 0.3 * Math.abs(unit))), positive ? 1 : unit),
                    random.nextInt(8) == 0 ? shift + 1 : shift);
            case UNIFORM -> unit;
            case WIDE_EXPONENTS -> Math.scalb(unit, random.nextInt(-precision, precision / 2));
            case CANCELLING -> i % 2 == 1 ? takenBack(terms[i - 1], unit, random) : 100 * unit;
            case SUBNORMAL -> 64 * unit * Math.scalb(1.0, dtype.minExponent());
            case NEAR_OVERFLOW -> dtype.largest() * (random.nextBoolean() ? unit : unit / n);
            case ZEROS -> random.nextInt(12) == 0 ? unit : Math.copySign(0, unit);
            case NOT_FINITE -> random.nextInt(4) == 0 ? notFinite(random) : 10 * unit;
          };
      terms[i] = dtype.round(value);
    }
    return terms;
  }

  private static double takenBack(double term, double unit, SplittableRandom random) {
    return random.nextBoolean() ? -term : -term * (1 + 1e-3 * unit);
  }

  private static double notFinite(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      default -> Double.NEGATIVE_INFINITY;
    };
  }
}
