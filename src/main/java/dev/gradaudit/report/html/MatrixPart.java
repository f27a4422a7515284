package dev.gradaudit.report.html;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.report.VerdictText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How differences grow with the data: for each file with a matrix the largest distances against
 * each of its variables, a picture for each axis, and the table behind them.
 */
final class MatrixPart {
  private MatrixPart() {}

  /** The sections of a report; none where no file has a matrix. */
  static List<Element> all(AuditReport report) {
    Map<String, List<ScenarioReport>> byFile = new LinkedHashMap<>();
    for (ScenarioReport scenario : report.scenarios()) {
      if (!scenario.matrix().isEmpty()) {
        byFile.computeIfAbsent(scenario.file(), none -> new ArrayList<>()).add(scenario);
      }
    }
    List<Element> sections = new ArrayList<>();
    byFile.forEach((file, scenarios) -> sections.add(section(file, scenarios)));
    return sections;
  }

  private static Element section(String file, List<ScenarioReport> scenarios) {
    Element section = Element.of("section", "matrix");
    section.add(
        Element.of("h2").text("How far apart, by the data: ").add(Element.of("code").text(file)));
    List<Axis> axes = axes(scenarios);
    List<Element> figures = new ArrayList<>();
    for (String variable : scenarios.get(0).matrix().keySet()) {
      for (Axis axis : axes) {
        MatrixFigure figure = new MatrixFigure(variable, axis, scenarios);
        if (figure.shows()) {
          figures.add(figure.element());
        }
      }
    }
    if (figures.isEmpty()) {
      section.add(Element.of("p", "empty").text(nothing(scenarios)));
    } else {
      section.add(Element.of("div", "figures").addAll(figures));
    }
    return section.add(
        Element.of("details", "more")
            .add(Element.of("summary").text("All distances"))
            .add(table(file, scenarios, axes)));
  }

  /** Why there is no picture. */
  private static String nothing(List<ScenarioReport> scenarios) {
    return scenarios.size() == 1
        ? "A picture needs a variable with two values or more."
        : "No distance that is not 0 was observed along any axis for a variable with two values or"
            + " more.";
  }

  private static Element table(String file, List<ScenarioReport> scenarios, List<Axis> axes) {
    List<Tables.Column> columns = new ArrayList<>(List.of(Tables.Column.text("scenario")));
    scenarios
        .get(0)
        .matrix()
        .forEach(
            (name, value) ->
                columns.add(
                    isNumeric(scenarios, name)
                        ? Tables.Column.number(name)
                        : Tables.Column.text(name)));
    axes.forEach(axis -> columns.add(Tables.Column.fixed(axis.label())));
    List<Element> rows = new ArrayList<>();
    for (ScenarioReport scenario : scenarios) {
      Element row = Element.of("tr").add(Tables.rowHead(scenario.name()));
      scenario
          .matrix()
          .forEach(
              (name, value) ->
                  row.add(
                      isNumeric(scenarios, name)
                          ? Tables.number(value.text(), value.decimal())
                          : Tables.cell(value.text())));
      axes.forEach(axis -> row.add(Tables.cell(verdict(scenario, axis))));
      rows.add(row);
    }
    String caption = "Distances by the variables of " + file;
    return Tables.scrolling(caption, Tables.table("data", caption, columns, rows));
  }

  private static boolean isNumeric(List<ScenarioReport> scenarios, String variable) {
    return scenarios.stream()
        .map(scenario -> scenario.matrix().get(variable))
        .noneMatch(value -> value == null || Double.isNaN(value.number()));
  }

  private static String verdict(ScenarioReport scenario, Axis axis) {
    return scenario.verdicts().stream()
        .filter(verdict -> verdict.axis() == axis)
        .findFirst()
        .map(verdict -> new VerdictText(verdict).cell())
        .orElse("–");
  }

  private static List<Axis> axes(List<ScenarioReport> scenarios) {
    return Arrays.stream(Axis.values())
        .filter(
            axis ->
                scenarios.stream()
                    .anyMatch(s -> s.verdicts().stream().anyMatch(v -> v.axis() == axis)))
        .toList();
  }
}
