package dev.gradaudit.report.html;

import dev.gradaudit.audit.EngineComparison;
import dev.gradaudit.audit.GradientStatistics;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.report.EngineText;
import dev.gradaudit.report.StatisticsText;
import java.util.ArrayList;
import java.util.List;

/** What other probes found: the spread over the runs, and other engines. */
final class ProbePart {
  private ProbePart() {}

  /** Nothing where nobody asked. */
  static List<Element> of(ScenarioReport scenario) {
    List<Element> parts = new ArrayList<>();
    List<GradientStatistics> statistics = scenario.probes().statistics();
    if (!statistics.isEmpty()) {
      parts.add(Element.of("h3").text("Spread over the runs"));
      parts.add(
          table(
              "Significant bits " + StatisticsText.caption(statistics),
              StatisticsText.HEADS,
              statistics.stream().map(StatisticsText::row).toList()));
      StatisticsText.legend(statistics, scenario.plan().confidence())
          .forEach(meaning -> parts.add(Element.of("p", "note").text(meaning)));
    }
    for (EngineComparison other : scenario.probes().engines()) {
      parts.add(Element.of("h3").text("Against the engine " + other.engine()));
      if (other.orders().isEmpty()) {
        String obstacle = other.obstacle() == null ? "Nothing was compared" : other.obstacle();
        parts.add(Element.of("p", "empty").text(obstacle + "."));
      } else {
        EngineComparison.OfOrder closest = other.closest();
        parts.add(
            table(
                "Gradients of "
                    + scenario.plan().engine()
                    + " against those of "
                    + other.engine()
                    + (closest == null
                        ? ""
                        : "; closest, by the mean distance: " + closest.order()),
                EngineText.HEADS,
                other.orders().stream().map(EngineText::row).toList()));
      }
    }
    return parts;
  }

  private static Element table(String caption, List<String> heads, List<List<String>> cells) {
    List<Tables.Column> columns =
        heads.stream()
            .map(head -> Tables.Column.text(head.isEmpty() ? "gradient or order" : head))
            .toList();
    List<Element> rows = new ArrayList<>();
    for (List<String> line : cells) {
      Element row = Element.of("tr").add(Tables.rowHead(line.get(0)));
      line.subList(1, line.size()).forEach(cell -> row.add(Tables.cell(cell)));
      rows.add(row);
    }
    return Tables.scrolling("Measurements", Tables.table("data", caption, columns, rows));
  }
}
