package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.ExactSum;
import dev.gradaudit.numeric.Ulps;

/**
 * How far plain arithmetic can take one sum from the exact one, whatever the order: |ŝ − s| ≤ (n −
 * 1) · u · Σ|x| for every binary tree over every permutation of n terms (Jeannerod and Rump,
 * "Improved error bounds for inner products in floating-point arithmetic", 2013). Two orders are
 * therefore at most twice that apart. A result further off was not made by adding these terms.
 *
 * <p>The bounds are rounded upwards. They hold with subnormal numbers too, whose sums are exact,
 * but not where a partial sum can overflow or a term is not finite: then they are infinite.
 */
public final class AnyOrderBound {
  private final DType dtype;
  private final double[] terms;
  private final double magnitude;
  private final double error;

  private AnyOrderBound(DType dtype, double[] terms, double magnitude, double error) {
    this.dtype = dtype;
    this.terms = terms;
    this.magnitude = magnitude;
    this.error = error;
  }

  /**
   * @param dtype in which the additions are rounded, floating
   * @param terms numbers of the dtype
   */
  public static AnyOrderBound of(DType dtype, double[] terms) {
    ExactSum absolute = new ExactSum();
    for (double term : terms) {
      absolute.add(Math.abs(term));
    }
    double magnitude = up(absolute.doubleValue());
    // The product of a small integer and a power of two is exact.
    double roundings = Math.max(0, terms.length - 1) * dtype.unitRoundoff();
    // Without an overflow every partial sum is within this.
    double largestPartial = up(magnitude * up(1 + roundings));
    boolean known = largestPartial <= dtype.largest();
    double error = known ? up(roundings * magnitude) : Double.POSITIVE_INFINITY;
    return new AnyOrderBound(dtype, terms.clone(), magnitude, error);
  }

  /**
   * The exact sum, rounded once to the dtype; see {@link ExactSum} for terms that are not finite.
   */
  public double exactSum() {
    return exact().value(dtype);
  }

  /** Σ|x|, rounded upwards; NaN when a term is NaN. */
  public double magnitude() {
    return magnitude;
  }

  /** How far a result can be from the exact sum, at least 0; infinite when that is unknown. */
  public double error() {
    return error;
  }

  /** How far the results of two orders can be apart: twice the error. */
  public double spread() {
    return 2 * error;
  }

  /**
   * How many numbers of the dtype the results of two orders can be apart, 0 being in between or
   * not: the distance of the furthest numbers that the bound admits; infinite when that is unknown.
   */
  public double spreadUlps() {
    double sum = exact().doubleValue();
    if (!Double.isFinite(error) || !Double.isFinite(sum)) {
      return Double.POSITIVE_INFINITY;
    }
    if (error == 0) {
      return 0;
    }
    // Outwards, for the exact sum was rounded, and so is this.
    double least = dtype.roundUp(Math.nextDown(Math.nextDown(sum - error)));
    double greatest = dtype.roundDown(Math.nextUp(Math.nextUp(sum + error)));
    return least < greatest ? Ulps.toDouble(Ulps.distance(dtype, least, greatest)) : 0;
  }

  /**
   * Whether some order may have given a result, so far as the bound can tell: the exact sum and the
   * result are compared without rounding. False for a result that is not finite unless the bound is
   * infinite.
   */
  public boolean admits(double sum) {
    ExactSum difference = exact();
    difference.add(-sum);
    return error == Double.POSITIVE_INFINITY || Math.abs(difference.doubleValue()) <= error;
  }

  private ExactSum exact() {
    ExactSum exact = new ExactSum();
    for (double term : terms) {
      exact.add(term);
    }
    return exact;
  }

  /** 0 stays 0: only for subnormal terms can an error underflow to it, and their sums are exact. */
  private static double up(double value) {
    return value == 0 ? 0 : Math.nextUp(value);
  }
}
