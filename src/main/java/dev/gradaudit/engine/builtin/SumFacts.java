package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Analysis.Proof;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the sums of one reduction site under every order.
 *
 * <p>For terms that no order changes, two orders differ by at most 2(n−1)u·Σ|x| (Jeannerod and
 * Rump, "Improved error bounds for inner products in floating-point arithmetic", 2013). The radii
 * allow 3(n+1) roundings instead of 2(n−1), so that they hold under every accumulation: rounded or
 * fused products err once more per sum; and where a tree hangs its larger partial sums on the
 * right, Kahan's correction rounds that operand once and misses the error of the addition by as
 * much again.
 */
final class SumFacts {
  private final DType dtype;
  private final int terms;
  private final boolean products;
  private final Tensor result;
  private final double[] magnitudes;
  private final double @Nullable [] movement;
  private final @Nullable Proof proof;
  private final Liberties liberties;

  /**
   * @param products whether terms are rounded products
   * @param magnitudes Σ|x| of each sum, rounded upwards or nearly so
   * @param movement Σ of the radii of the terms; null when no order changes any term
   * @param proof why no order changes a sum of fixed terms; null when that is not proved
   * @param liberties of the orders that bounds have to hold for
   */
  SumFacts(
      DType dtype,
      int terms,
      boolean products,
      Tensor result,
      double[] magnitudes,
      double @Nullable [] movement,
      @Nullable Proof proof,
      Liberties liberties) {
    this.liberties = liberties;
    this.dtype = dtype;
    this.terms = terms;
    this.products = products;
    this.result = result;
    this.magnitudes = magnitudes;
    this.movement = movement;
    this.proof = proof;
  }

  boolean inputsFixed() {
    return movement == null;
  }

  @Nullable Proof proof() {
    return proof;
  }

  /** How far each sum can be from the result under any order; null when it cannot move. */
  double @Nullable [] radius() {
    if (movement == null && proof != null) {
      return null;
    }
    double firstOrder = (2 + roundingsOfAnAddition()) * (terms + 1) * dtype.unitRoundoff();
    double roundings = firstOrder < 1 ? firstOrder / (1 - firstOrder) : Double.POSITIVE_INFINITY;
    // A little more for the sums computed here.
    double margin = 1 + 4.0 * (terms + 4) * DType.FLOAT64.unitRoundoff();
    double underflow = products ? 2.0 * terms * dtype.smallest() : 0;
    double[] radius = new double[magnitudes.length];
    for (int i = 0; i < radius.length; i++) {
      double moved = movement == null ? 0 : movement[i];
      double total = magnitudes[i] + moved;
      radius[i] = (moved + roundings * total + underflow) * margin;
      boolean mayOverflow = total * (1 + roundings) >= dtype.largest();
      if (mayOverflow || Double.isNaN(radius[i]) || !Double.isFinite(result.doubleAt(i))) {
        radius[i] = Double.POSITIVE_INFINITY;
      }
      if (radius[i] == 0 && terms > 1 && isNegativeZero(result.doubleAt(i))) {
        // A compensated sum of nothing but −0 is +0, which a later division tells apart.
        radius[i] = Double.MIN_VALUE;
      }
    }
    return Enclosure.nullIfZero(radius);
  }

  /** How much of its ULP an addition can be off, in units of roundoff: one, or two at random. */
  private double roundingsOfAnAddition() {
    return liberties.randomRounding() ? 2 : 1;
  }

  /** The any-order bound in ULPs of the result, over all sums; NaN when the terms are not fixed. */
  double boundUlps() {
    if (movement != null) {
      return Double.NaN;
    }
    double bound = 0;
    if (proof == null) {
      for (int i = 0; i < magnitudes.length; i++) {
        double roundings = 2.0 * (terms - 1) * roundingsOfAnAddition();
        double absolute = roundings * dtype.unitRoundoff() * magnitudes[i];
        double value = result.doubleAt(i);
        boolean unknown = value == 0 ? absolute != 0 : !Double.isFinite(value);
        bound = Math.max(bound, unknown ? Double.POSITIVE_INFINITY : absolute / dtype.ulp(value));
      }
    }
    return bound;
  }

  /** The largest Σ|x| / |Σx|; 1 for a sum without terms other than 0. */
  double condition() {
    double condition = 1;
    for (int i = 0; i < magnitudes.length; i++) {
      if (magnitudes[i] != 0) {
        double ratio = magnitudes[i] / Math.abs(result.doubleAt(i));
        condition = Math.max(condition, Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio);
      }
    }
    return condition;
  }

  private static boolean isNegativeZero(double value) {
    return value == 0 && Math.copySign(1, value) < 0;
  }
}
