package dev.gradaudit.report.html;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.NumberText;
import dev.gradaudit.report.StatusText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole report at a glance: what became of it, and a line for each scenario. */
final class Summary {
  private final AuditReport report;
  private final List<Axis> axes;
  private final Map<String, Integer> namesakes = new HashMap<>();

  Summary(AuditReport report) {
    this.report = report;
    this.axes =
        Arrays.stream(Axis.values())
            .filter(axis -> report.scenarios().stream().anyMatch(s -> verdict(s, axis) != null))
            .toList();
    report.scenarios().forEach(scenario -> namesakes.merge(scenario.name(), 1, Integer::sum));
  }

  /** The answer in one sentence; also the title of the page. */
  String sentence() {
    List<ScenarioReport> all = report.scenarios();
    if (all.isEmpty()) {
      return "No scenario was audited";
    }
    if (all.size() == 1) {
      return all.get(0).name() + ": " + StatusText.of(all.get(0).status()).word();
    }
    List<String> parts = new ArrayList<>();
    for (ScenarioReport.Status status : ScenarioReport.Status.values()) {
      long count = all.stream().filter(scenario -> scenario.status() == status).count();
      if (count > 0) {
        parts.add(count + " " + StatusText.of(status).word());
      }
    }
    return Figures.count(all.size(), "scenario") + ": " + String.join(", ", parts);
  }

  Element header() {
    Element header = Element.of("header");
    header.add(
        Element.of("div", "bar")
            .add(Element.of("p", "brand").text("gradaudit"))
            .add(
                Element.of("button", "theme")
                    .with("type", "button")
                    .with("id", "theme")
                    .with("hidden", "")
                    .text("Theme: system")));
    header.add(Element.of("h1").text(sentence()));
    if (!report.complete()) {
      header.add(
          Element.of("p", "incomplete")
              .add(Element.of("strong").text("Incomplete: "))
              .text("some runs or scenarios are missing."));
    }
    return report.scenarios().isEmpty() ? header : header.add(counts());
  }

  /** How often each verdict was given, which also shows what they look like. */
  private Element counts() {
    Element list = Element.of("ul", "counts").with("aria-label", "Verdicts over all axes");
    for (Verdict verdict : Verdict.values()) {
      long count =
          report.scenarios().stream()
              .flatMap(scenario -> scenario.verdicts().stream())
              .filter(given -> given.verdict() == verdict)
              .count();
      list.add(
          Element.of("li", count == 0 ? "zero" : "some")
              .add(Element.of("span", "count").text(Long.toString(count)))
              .text(" ")
              .add(Chips.verdict(verdict)));
    }
    return list;
  }

  /**
   * A line for each scenario; nothing where there is only one.
   *
   * @param linked whether a scenario has a part of its own, by position
   */
  List<Element> table(List<Boolean> linked) {
    if (report.scenarios().size() < 2) {
      return List.of();
    }
    List<Tables.Column> columns = new ArrayList<>();
    columns.add(Tables.Column.text("scenario"));
    columns.add(Tables.Column.text("outcome"));
    axes.forEach(axis -> columns.add(new Tables.Column(axis.label(), Tables.Kind.RANKED)));
    List<Element> rows = new ArrayList<>();
    for (int i = 0; i < report.scenarios().size(); i++) {
      rows.add(row(report.scenarios().get(i), i, linked.get(i)));
    }
    Element table =
        Tables.table("overview", "Scenarios, with the verdict along each axis", columns, rows)
            .with("data-filter", "scenarios");
    return List.of(Tables.scrolling("Scenarios", table));
  }

  private Element row(ScenarioReport scenario, int position, boolean linked) {
    boolean ambiguous = namesakes.getOrDefault(scenario.name(), 0) > 1;
    String label = ambiguous ? scenario.file() : scenario.name();
    Element head = Element.of("th").with("scope", "row");
    head.add(linked ? Element.of("a").to(Ids.scenario(position)).text(label) : new Text(label));
    Element row =
        Element.of("tr").add(head).add(Element.of("td").add(Chips.status(scenario.status())));
    for (Axis axis : axes) {
      AxisVerdict verdict = verdict(scenario, axis);
      Element cell = Element.of("td").with("data-value", sortable(verdict));
      row.add(verdict == null ? cell.text("–") : cell.add(Chips.cell(verdict)));
    }
    return row;
  }

  /** Not compared, proved, equal, apart by how much, beyond all bounds, unknown. */
  private static String sortable(@Nullable AxisVerdict verdict) {
    if (verdict == null) {
      return "-3";
    }
    return switch (verdict.verdict()) {
      case PROVEN -> "-2";
      case IDENTICAL -> "-1";
      case DIFFERS -> NumberText.ofUnsigned(verdict.maxUlp());
      case OUT_OF_BOUND -> "99999999999999999998";
      case INCONCLUSIVE -> "99999999999999999999";
    };
  }

  private static @Nullable AxisVerdict verdict(ScenarioReport scenario, Axis axis) {
    return scenario.verdicts().stream().filter(v -> v.axis() == axis).findFirst().orElse(null);
  }
}
