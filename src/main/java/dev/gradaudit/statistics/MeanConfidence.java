package dev.gradaudit.statistics;

/**
 * Student's confidence interval of a mean: x̄ ± t · s/√n, where s is the standard deviation of the
 * sample and t the quantile with n − 1 degrees of freedom that P(|T| ≤ t) = confidence. The
 * quantile is computed once and serves every element.
 *
 * <p>It holds for independent runs of normally distributed values, and about holds for many runs of
 * others. A constant sample has width 0, which is no proof: see {@link MatchBound}. A single run
 * has an infinite width.
 */
public final class MeanConfidence {
  private final long runs;
  private final double quantile;

  private MeanConfidence(long runs, double quantile) {
    this.runs = runs;
    this.quantile = quantile;
  }

  /**
   * @param runs at least 1
   * @param confidence above 0 and below 1
   */
  public static MeanConfidence of(long runs, double confidence) {
    Probabilities.requireRuns(runs);
    Probabilities.requireProper("confidence", confidence);
    double quantile =
        runs == 1 ? Double.POSITIVE_INFINITY : Quantiles.studentTwoSided(1 - confidence, runs - 1);
    return new MeanConfidence(runs, quantile);
  }

  /** Student's quantile t; infinite for a single run. */
  public double quantile() {
    return quantile;
  }

  /**
   * The interval of an element.
   *
   * @param moments of as many runs as this was made for
   */
  public MeanInterval around(Moments moments) {
    if (moments.runs() != runs) {
      throw new IllegalArgumentException(
          "made for " + runs + " runs, but the sample has " + moments.runs());
    }
    if (Double.isNaN(moments.mean())) {
      return new MeanInterval(Double.NaN, Double.NaN);
    }
    double halfWidth =
        runs == 1
            ? Double.POSITIVE_INFINITY
            : quantile * (moments.standardDeviation() / Math.sqrt((double) runs));
    return new MeanInterval(moments.mean(), halfWidth);
  }
}
