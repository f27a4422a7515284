package dev.gradaudit.statistics;

import java.util.List;

/**
 * How the variance over all runs of a factorial table is divided: axes and remainder add up to 1.
 * All shares are NaN where there is no variance, or none that is known.
 *
 * @param squares Σ(x − x̄)² over all runs, of one element or of several together; at least 0, or
 *     NaN
 * @param axes the share of each axis, 0 to 1: its main effect, by which the means of its values
 *     differ
 * @param remainder what no axis explains by itself, 0 to 1: interactions of axes, and repeats
 */
public record VarianceShares(double squares, List<Double> axes, double remainder) {
  public VarianceShares {
    axes = List.copyOf(axes);
  }

  /**
   * @param effects the sum of squares of each axis's main effect
   */
  static VarianceShares of(double squares, double[] effects) {
    boolean known = squares > 0 && squares < Double.POSITIVE_INFINITY;
    Double[] shares = new Double[effects.length];
    double remainder = 1;
    for (int axis = 0; axis < effects.length; axis++) {
      double share = known ? Math.min(1, effects[axis] / squares) : Double.NaN;
      shares[axis] = share;
      remainder -= share;
    }
    // Rounding may leave a remainder of 0 a little below it. With no axis all of it remains.
    return new VarianceShares(
        squares, List.of(shares), known ? Math.max(0, remainder) : Double.NaN);
  }
}
