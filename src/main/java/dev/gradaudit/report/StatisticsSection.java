package dev.gradaudit.report;

import dev.gradaudit.audit.GradientStatistics;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.statistics.SignificantBits.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the gradients are spread over the runs: a line for each that varies. */
final class StatisticsSection {
  private final Page page;
  private final List<GradientStatistics> statistics;
  private final int indent;
  private final double confidence;

  StatisticsSection(Page page, List<GradientStatistics> statistics, int indent, double confidence) {
    this.page = page;
    this.statistics = statistics;
    this.indent = indent;
    this.confidence = confidence;
  }

  void write() {
    GradientStatistics first = statistics.get(0);
    page.line()
        .to(indent)
        .wrap(
            Style.QUIET,
            "over "
                + Figures.count(first.runs(), "run")
                + " with the same data, one of each configuration and all that race")
        .end();
    List<String> heads = List.of("", "significant bits", "largest deviation", "variance from");
    List<List<String>> rows = statistics.stream().map(StatisticsSection::row).toList();
    int[] columns = new int[heads.size()];
    for (int i = 0, at = indent; i < columns.length; i++) {
      columns[i] = at;
      int column = i;
      int widest = rows.stream().mapToInt(row -> page.width(row.get(column))).max().orElse(0);
      at += 2 + Math.max(page.width(heads.get(i)), widest);
    }
    Page.Line head = page.line();
    for (int i = 0; i < columns.length; i++) {
      head.to(columns[i]).add(Style.QUIET, heads.get(i));
    }
    head.end();
    int last = columns.length - 1;
    for (List<String> row : rows) {
      Page.Line line = page.line();
      for (int column = 0; column < last; column++) {
        line.to(columns[column]).add(row.get(column));
      }
      line.to(columns[last]).wrap(Style.PLAIN, row.get(last)).end();
    }
    legend();
  }

  private void legend() {
    if (statistics.stream().anyMatch(gradient -> gradient.method() == Method.NORMAL)) {
      page.line()
          .to(indent)
          .wrap(
              Style.QUIET,
              "normal: with "
                  + Figures.percent(confidence)
                  + " confidence a run has so many bits in 99% of all cases, the values being"
                  + " normally distributed as far as a Shapiro-Wilk test can tell.")
          .end();
    }
    if (statistics.stream().anyMatch(gradient -> gradient.method() == Method.GENERAL)) {
      page.line()
          .to(indent)
          .wrap(
              Style.QUIET,
              "general: every run has so many bits; a further one has them with a probability of at"
                  + " least "
                  + Figures.atLeast(statistics.get(0).generalProbability())
                  + ", whatever the distribution.")
          .end();
    }
  }

  private static List<String> row(GradientStatistics gradient) {
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
