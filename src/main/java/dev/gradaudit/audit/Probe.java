package dev.gradaudit.audit;

/**
 * What an audit looks into beyond its comparisons, when it is asked to: each costs further runs.
 */
public enum Probe {
  /** Which sums the audit would notice: {@link ControlledSite}. */
  CONTROL,
  /** How far the gradients are from what no rounding would give: {@link Accuracy}. */
  ACCURACY,
  /** How the gradients are spread over the runs: {@link GradientStatistics}. */
  STATISTICS
}
