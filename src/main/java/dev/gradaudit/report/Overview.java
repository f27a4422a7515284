package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several scenarios at a glance: a line each, and what became of all of them. */
final class Overview {
  private static final int NAME_COLUMN = 2;
  private static final int LEAST_NAME_WIDTH = 12;

  private final Page page;
  private final AuditReport report;
  private final List<Axis> axes;

  Overview(Page page, AuditReport report) {
    this.page = page;
    this.report = report;
    this.axes =
        Arrays.stream(Axis.values())
            .filter(axis -> report.scenarios().stream().anyMatch(s -> verdict(s, axis) != null))
            .toList();
  }

  /** A line for each of these, some or all of the report's scenarios. */
  void lines(List<ScenarioReport> scenarios) {
    List<Integer> widths = axes.stream().map(axis -> width(scenarios, axis)).toList();
    int cells = widths.stream().mapToInt(width -> width + 2).sum();
    int room = Math.max(LEAST_NAME_WIDTH, page.options().width() - NAME_COLUMN - cells);
    int names =
        Math.min(room, scenarios.stream().mapToInt(s -> page.width(label(s))).max().orElse(0));
    Page.Line head = page.line().to(NAME_COLUMN).add(Style.QUIET, "scenario");
    int column = NAME_COLUMN + Math.max(names, "scenario".length()) + 2;
    for (int i = 0; i < axes.size(); i++) {
      head.to(column).add(Style.QUIET, axes.get(i).label());
      column += widths.get(i) + 2;
    }
    head.end();
    scenarios.forEach(scenario -> line(scenario, names, widths));
  }

  private void line(ScenarioReport scenario, int names, List<Integer> widths) {
    StatusText status = StatusText.of(scenario.status());
    Page.Line line =
        page.line()
            .add(status.style(), status.mark(page.options().unicode()))
            .to(NAME_COLUMN)
            .add(page.clip(label(scenario), names));
    int column = NAME_COLUMN + Math.max(names, "scenario".length()) + 2;
    if (scenario.verdicts().isEmpty()) {
      line.to(column).add(status.style(), status.word()).end();
      return;
    }
    for (int i = 0; i < axes.size(); i++) {
      AxisVerdict verdict = verdict(scenario, axes.get(i));
      Style style = verdict == null ? Style.QUIET : new VerdictText(verdict).style();
      line.to(column).add(style, cell(verdict));
      column += widths.get(i) + 2;
    }
    line.end();
  }

  /** What became of all scenarios, by status. */
  void totals() {
    Page.Line line = page.line();
    line.add(Style.STRONG, Figures.count(report.scenarios().size(), "scenario") + ": ");
    String separator = "";
    for (ScenarioReport.Status status : ScenarioReport.Status.values()) {
      List<ScenarioReport> those =
          report.scenarios().stream().filter(s -> s.status() == status).toList();
      if (!those.isEmpty()) {
        StatusText text = StatusText.of(status);
        line.add(separator).add(text.style(), those.size() + " " + text.word());
        separator = ", ";
      }
    }
    line.add(Style.QUIET, " · " + Figures.seconds(report.timing().seconds())).end();
  }

  private int width(List<ScenarioReport> scenarios, Axis axis) {
    int cells =
        scenarios.stream().mapToInt(s -> page.width(cell(verdict(s, axis)))).max().orElse(0);
    return Math.max(cells, axis.label().length());
  }

  /** A failing cell is marked, so that it shows without colour too. */
  private String cell(@Nullable AxisVerdict verdict) {
    if (verdict == null) {
      return "–";
    }
    VerdictText text = new VerdictText(verdict);
    return (verdict.holds() ? "" : text.mark(page.options().unicode()) + " ") + text.cell();
  }

  /** The name, or the file where another scenario has the same name. */
  private String label(ScenarioReport scenario) {
    long namesakes =
        report.scenarios().stream().filter(s -> s.name().equals(scenario.name())).count();
    return namesakes > 1 ? scenario.file() : scenario.name();
  }

  private static @Nullable AxisVerdict verdict(ScenarioReport scenario, Axis axis) {
    return scenario.verdicts().stream().filter(v -> v.axis() == axis).findFirst().orElse(null);
  }
}
