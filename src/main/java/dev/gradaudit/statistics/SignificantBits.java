package dev.gradaudit.statistics;

import dev.gradaudit.numeric.ErrorFree;

/**
 * How many bits of a result can be relied upon, from a sample of runs (Sohier, de Oliveira Castro,
 * Févotte, Lathuilière, Petit, Jamond: "Confidence intervals for stochastic arithmetic", ACM TOMS
 * 2021). Against a reference r, an outside value or the mean, let
 *
 * <ul>
 *   <li>Z = X − r and e = ⌊log2 |r|⌋ + 1 for {@link ErrorKind#ABSOLUTE},
 *   <li>Z = X/r − 1 and e = 1 for {@link ErrorKind#RELATIVE} errors.
 * </ul>
 *
 * <p>Two methods, of which {@link #estimate} chooses one:
 *
 * <ul>
 *   <li>{@link #normal}, when Z is normally distributed about 0: −log2 σ + (e − 1) − penalty, with
 *       penalty = ½ log2((n − 1)/χ²) + log2 Φ⁻¹((p + 1)/2), where χ² is the α/2 quantile with n − 1
 *       degrees of freedom, α = 1 − confidence, and σ the deviation of the n runs (divided by n).
 *       That many bits are significant with probability p, with the confidence asked for. σ says
 *       nothing about how far the mean is from an outside reference.
 *   <li>{@link #general}, whatever the distribution: the largest k with |Z| ≤ 2^−(k − (e − 1)) for
 *       every run. It holds with the probability {@link #generalProbability}, α^(1/n), which may be
 *       below p: see {@link MatchBound#runsNeeded}.
 * </ul>
 *
 * <p>Neither is cut off at the precision of a dtype. Both are infinite where nothing differs, and
 * NaN where a value or the reference is not finite, or the reference is 0 and some value is not.
 * They need no more than {@link Moments}, hence no memory per run.
 */
public final class SignificantBits {
  private static final double LN_2 = StrictMath.log(2);

  /** What the error is measured against. */
  public enum ErrorKind {
    /** X − reference, in binary places below the first bit of the reference. */
    ABSOLUTE,
    /** X/reference − 1. */
    RELATIVE
  }

  /** How the bits were found. */
  public enum Method {
    /** Under the hypothesis of a centred normal distribution. */
    NORMAL,
    /** From the worst run, as a Bernoulli experiment. */
    GENERAL,
    /** All runs are equal to the reference, so that nothing had to be estimated. */
    IDENTICAL
  }

  /**
   * What was found for one sample.
   *
   * @param bits may be infinite or NaN, as the methods say
   * @param probability with which a run has that many bits, at the confidence asked for
   * @param normality of the sample, which decided
   */
  public record Estimate(Method method, double bits, double probability, Normality normality) {}

  private final ErrorKind kind;
  private final long runs;
  private final double probability;
  private final double penalty;
  private final double generalProbability;

  private SignificantBits(ErrorKind kind, long runs, double probability, double confidence) {
    this.kind = kind;
    this.runs = Probabilities.requireRuns(runs);
    this.probability = Probabilities.requireProper("probability", probability);
    this.generalProbability = MatchBound.probability(runs, confidence);
    this.penalty = runs < 2 ? Double.NaN : penalty(runs, probability, confidence);
  }

  /**
   * @param runs of every sample, at least 1; the normal method needs 2
   * @param probability with which the bits shall be significant, above 0 and below 1
   * @param confidence above 0 and below 1
   */
  public static SignificantBits of(
      ErrorKind kind, long runs, double probability, double confidence) {
    return new SignificantBits(kind, runs, probability, confidence);
  }

  private static double penalty(long runs, double probability, double confidence) {
    long degrees = runs - 1;
    double chiSquared = Quantiles.chiSquared((1 - confidence) / 2, degrees);
    return log2(degrees / chiSquared) / 2 + log2(Quantiles.normalTwoSided(probability));
  }

  /** What the normal method takes off for what is unknown; NaN for a single run. */
  public double penalty() {
    return penalty;
  }

  /** The probability that the general method stands for: α^(1/n). */
  public double generalProbability() {
    return generalProbability;
  }

  /** The bits under the normal hypothesis; NaN for a single run. */
  public double normal(Moments sample, double reference) {
    requireRuns(sample);
    double deviation = sample.populationDeviation();
    if (runs < 2 || !Double.isFinite(deviation) || !Double.isFinite(reference)) {
      return Double.NaN;
    }
    if (sample.isConstant()) {
      return Double.POSITIVE_INFINITY;
    }
    if (reference == 0) {
      return Double.NaN;
    }
    double size = Math.abs(reference);
    double place = kind == ErrorKind.ABSOLUTE ? exponent(size) : log2(size);
    return place - log2(deviation) - penalty;
  }

  /** The bits that every run has: a whole number, computed without rounding. */
  public double general(Moments sample, double reference) {
    requireRuns(sample);
    return Math.min(shared(sample.min(), reference), shared(sample.max(), reference));
  }

  /**
   * Tests a sample for normality at the level of 0.05 and uses the normal method if it passes, else
   * the general one; the general one too where the test is not defined, as for two runs.
   *
   * @param sample of as many runs as this was made for
   */
  public Estimate estimate(double[] sample, double reference) {
    Moments moments = Moments.of(sample);
    requireRuns(moments);
    Normality normality = ShapiroWilk.test(sample);
    double general = general(moments, reference);
    if (general == Double.POSITIVE_INFINITY) {
      return new Estimate(Method.IDENTICAL, general, generalProbability, normality);
    }
    return normality.accepted(NORMALITY_LEVEL)
        ? new Estimate(Method.NORMAL, normal(moments, reference), probability, normality)
        : new Estimate(Method.GENERAL, general, generalProbability, normality);
  }

  private static final double NORMALITY_LEVEL = 0.05;

  /** The largest k with |Z| ≤ 2^−(k − (e − 1)) for one value. */
  private double shared(double value, double reference) {
    if (!Double.isFinite(value) || !Double.isFinite(reference)) {
      return Double.NaN;
    }
    double difference = value - reference;
    if (difference == 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (reference == 0) {
      return Double.NaN;
    }
    if (!Double.isFinite(difference)) {
      // Neither kind of error depends on the scale, and halves of numbers this large are exact.
      return shared(value / 2, reference / 2);
    }
    // The exact distance is that of the rounded difference and a little more or less.
    double more = ErrorFree.sumError(value, -reference) * Math.signum(difference);
    double distance = Math.abs(difference);
    double size = Math.abs(reference);
    double limit = kind == ErrorKind.ABSOLUTE ? 1 : significand(size);
    double scaled = significand(distance);
    boolean within = scaled < limit || (scaled == limit && more <= 0);
    return exponent(size) - exponent(distance) - (within ? 0 : 1);
  }

  private void requireRuns(Moments sample) {
    if (sample.runs() != runs) {
      throw new IllegalArgumentException(
          "made for " + runs + " runs, but the sample has " + sample.runs());
    }
  }

  /** ⌊log2 x⌋ for a positive x. */
  private static int exponent(double x) {
    return x < Double.MIN_NORMAL ? Math.getExponent(x * 0x1p60) - 60 : Math.getExponent(x);
  }

  /** x / 2^⌊log2 x⌋, from 1 to below 2. */
  private static double significand(double x) {
    int exponent = exponent(x);
    // In two steps, for 2^1074 is no double.
    return Math.scalb(Math.scalb(x, -exponent / 2), -exponent + exponent / 2);
  }

  private static double log2(double x) {
    return StrictMath.log(x) / LN_2;
  }
}
