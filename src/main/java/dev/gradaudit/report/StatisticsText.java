package dev.gradaudit.report;

import dev.gradaudit.audit.GradientStatistics;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.statistics.SignificantBits.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How gradients are spread over the runs, in words. */
public final class StatisticsText {
  public static final List<String> HEADS =
      List.of("", "significant bits", "largest deviation", "variance from");

  private StatisticsText() {}

  /** Over which runs; there is at least one gradient. */
  public static String caption(List<GradientStatistics> statistics) {
    return "over "
        + Figures.count(statistics.get(0).runs(), "run")
        + " with the same data, one of each configuration and all that race";
  }

  /** What the numbers of bits claim, a sentence for each method that was used. */
  public static List<String> legend(List<GradientStatistics> statistics, double confidence) {
    List<String> meanings = new ArrayList<>();
    if (statistics.stream().anyMatch(gradient -> gradient.method() == Method.NORMAL)) {
      meanings.add(
          "normal: with "
              + Figures.percent(confidence)
              + " confidence a run has so many bits in 99% of all cases, the values being"
              + " normally distributed as far as a Shapiro-Wilk test can tell.");
    }
    if (statistics.stream().anyMatch(gradient -> gradient.method() == Method.GENERAL)) {
      meanings.add(
          "general: every run has so many bits; a further one has them with a probability of at"
              + " least "
              + Figures.atLeast(statistics.get(0).generalProbability())
              + ", whatever the distribution.");
    }
    return meanings;
  }

  /** The cells below {@link #HEADS}. */
  public static List<String> row(GradientStatistics gradient) {
    GradientStatistics.OfElement worst = gradient.worst();
    double relative = worst.deviation() / Math.abs(worst.mean());
    return List.of(
        gradient.gradient(),
        bits(gradient)
            + " of "
            + gradient.dtype().precision()
            + (gradient.method() == Method.NORMAL ? " (normal)" : " (general)"),
        Double.isNaN(relative) ? "unknown" : Figures.magnitude(relative) + " relative",
        shares(gradient));
  }

  /** Fewer than none are none. */
  private static String bits(GradientStatistics gradient) {
    double bits = gradient.bits();
    if (Double.isNaN(bits)) {
      return "unknown";
    }
    return Figures.atMost(Math.max(0, Math.min(bits, gradient.dtype().precision())));
  }

  private static String shares(GradientStatistics gradient) {
    if (gradient.shares().isEmpty()) {
      return "unknown: not every combination was run";
    }
    List<String> parts = new ArrayList<>();
    for (Map.Entry<Axis, Double> share : gradient.shares().entrySet()) {
      if (share.getValue() >= 0.005) {
        parts.add(share.getKey().label() + " " + Figures.percent(share.getValue()));
      }
    }
    if (gradient.remainder() >= 0.005) {
      parts.add("together " + Figures.percent(gradient.remainder()));
    }
    return parts.isEmpty() ? "unknown" : String.join(", ", parts);
  }
}
