package dev.gradaudit.statistics;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/**
 * Quantiles of the normal, Student's and the chi-squared distribution.
 *
 * <p>Commons Math has the distribution functions (incomplete beta and gamma); they are inverted
 * here by bisection to the last bit, because its own inversions stop at 1e-9 by default.
 */
final class Quantiles {
  private static final double SQRT_2 = Math.sqrt(2);

  private Quantiles() {}

  /** z with P(|Z| ≤ z) = probability for a standard normal Z: Φ⁻¹((probability + 1) / 2). */
  static double normalTwoSided(double probability) {
    return SQRT_2 * Erf.erfInv(probability);
  }

  /** z with P(Z ≤ z) = probability for a standard normal Z. */
  static double normal(double probability) {
    return SQRT_2 * Erf.erfInv(2 * probability - 1);
  }

  /** P(Z > z) for a standard normal Z, with a small relative error far out too. */
  static double normalUpperTail(double z) {
    return 0.5 * Erf.erfc(z / SQRT_2);
  }

  /** t with P(|T| > t) = tail for Student's T. */
  static double studentTwoSided(double tail, long degrees) {
    DoubleUnaryOperator inside =
        t -> -Beta.regularizedBeta(degrees / (degrees + t * t), degrees / 2.0, 0.5);
    double high = 1;
    while (inside.applyAsDouble(high) < -tail) {
      high *= 2;
    }
    return bisect(inside, -tail, 0, high);
  }

  /** x with P(X ≤ x) = probability for a chi-squared X, for a probability of at most a half. */
  static double chiSquared(double probability, long degrees) {
    // The median lies below the mean, which is the number of degrees.
    return bisect(
        x -> Gamma.regularizedGammaP(degrees / 2.0, x / 2), probability, 0, (double) degrees);
  }

  /** Where a rising function crosses a value: the largest argument found to be below. */
  private static double bisect(DoubleUnaryOperator rising, double value, double low, double high) {
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        return middle;
      }
      if (rising.applyAsDouble(middle) < value) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }
}
