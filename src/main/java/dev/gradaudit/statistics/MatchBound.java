package dev.gradaudit.statistics;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What runs that were all identical prove. With α = 1 − confidence, were the probability p that a
 * run matches below α^(1/n), then n matches in a row would have had a chance below α: so p ≥
 * α^(1/n). The other way round, n ≥ ln α / ln p runs that all succeed show "at least p" (Sohier et
 * al., "Confidence intervals for stochastic arithmetic", TOMS 2021, the Bernoulli case without
 * failures).
 *
 * <p>This is the interval of Clopper and Pearson for n successes, in closed form. It assumes that
 * runs are independent and alike: runs that differ in a setting say nothing about repeats.
 */
public final class MatchBound {
  private static final MathContext PRECISION = new MathContext(50);

  /** Beyond it, one run more or less is below what the arguments are known to. */
  private static final double MOST_EXACT = 999_999_999;

  private MatchBound() {}

  /**
   * A lower bound of the probability that a run matches.
   *
   * @param runs how many were observed and all matched, at least 1
   * @param confidence above 0 and below 1
   */
  public static double probability(long runs, double confidence) {
    Probabilities.requireRuns(runs);
    double alpha = alpha(confidence).doubleValue();
    return StrictMath.pow(alpha, 1.0 / runs);
  }

  /**
   * How many runs it takes to see a difference that shows with probability {@code detect}: the
   * least n with (1 − detect)^n ≤ 1 − confidence, ⌈ln α / ln(1 − detect)⌉.
   *
   * <p>Both arguments are taken as the decimals that they are written as, and n is settled without
   * rounding where the logarithms come close to a whole number, up to 10^9 runs.
   *
   * @param detect above 0 and below 1
   * @param confidence above 0 and below 1
   */
  public static long runsNeeded(double detect, double confidence) {
    Probabilities.requireProper("detect", detect);
    BigDecimal alpha = alpha(confidence);
    BigDecimal miss = BigDecimal.ONE.subtract(BigDecimal.valueOf(detect));
    double logMiss = detect < 0.5 ? StrictMath.log1p(-detect) : StrictMath.log(miss.doubleValue());
    double ratio = StrictMath.log(alpha.doubleValue()) / logMiss;
    double nearest = Math.rint(ratio);
    if (Math.abs(ratio - nearest) > ratio * 0x1p-48 || nearest > MOST_EXACT) {
      return (long) Math.ceil(ratio);
    }
    int n = (int) Math.max(1, nearest);
    return miss.pow(n, PRECISION).compareTo(alpha) <= 0 ? n : n + 1L;
  }

  private static BigDecimal alpha(double confidence) {
    Probabilities.requireProper("confidence", confidence);
    return BigDecimal.ONE.subtract(BigDecimal.valueOf(confidence));
  }
}
