package dev.gradaudit.statistics;

/**
 * A confidence interval of a mean: mean ± halfWidth.
 *
 * @param mean NaN when it is not known
 * @param halfWidth at least 0; infinite for a single run; NaN when the mean is
 */
public record MeanInterval(double mean, double halfWidth) {
  /** The lower end. */
  public double low() {
    return mean - halfWidth;
  }

  /** The upper end. */
  public double high() {
    return mean + halfWidth;
  }
}
