package dev.gradaudit.report.html;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.VerdictText;
import dev.gradaudit.scenario.MatrixValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How differences grow with the data: for each file with a matrix and each of its variables the
 * largest distance against the variable's values, a line for each axis and for each value of the
 * other variables. Values stand as far apart as they follow each other in the file.
 */
final class MatrixPart {
  private static final double LEFT = 52;
  private static final double RIGHT = 316;
  private static final double TOP = 18;
  private static final double BASE = 206;

  /** More lines cannot be told apart. */
  private static final int MOST_LINES = 6;

  private final String variable;
  private final List<ScenarioReport> scenarios;
  private final List<String> values;

  private MatrixPart(String variable, List<ScenarioReport> scenarios) {
    this.variable = variable;
    this.scenarios = scenarios;
    Set<String> distinct = new LinkedHashSet<>();
    scenarios.forEach(scenario -> distinct.add(text(scenario, variable)));
    this.values = List.copyOf(distinct);
  }

  /** One line of a picture: the distance for each value, NaN where there is none. */
  private record Line(String label, List<Double> ulps) {
    double most() {
      return ulps.stream().filter(each -> !each.isNaN()).reduce(0.0, Math::max);
    }
  }

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
    Element figures = Element.of("div", "figures");
    for (String variable : scenarios.get(0).matrix().keySet()) {
      MatrixPart part = new MatrixPart(variable, scenarios);
      if (part.values.size() > 1) {
        figures.add(part.figure());
      }
    }
    section.add(figures);
    section.add(
        Element.of("details", "more")
            .add(Element.of("summary").text("All distances"))
            .add(table(scenarios)));
    return section;
  }

  private static Element table(List<ScenarioReport> scenarios) {
    List<Axis> axes = axes(scenarios);
    Element head = Element.of("tr");
    scenarios
        .get(0)
        .matrix()
        .keySet()
        .forEach(name -> head.add(Element.of("th").with("scope", "col").text(name)));
    axes.forEach(axis -> head.add(Element.of("th").with("scope", "col").text(axis.label())));
    Element body = Element.of("tbody");
    for (ScenarioReport scenario : scenarios) {
      Element row = Element.of("tr");
      scenario.matrix().values().forEach(value -> row.add(Element.of("td").text(value.text())));
      for (Axis axis : axes) {
        row.add(
            Element.of("td")
                .text(
                    scenario.verdicts().stream()
                        .filter(verdict -> verdict.axis() == axis)
                        .findFirst()
                        .map(verdict -> new VerdictText(verdict).cell())
                        .orElse("–")));
      }
      body.add(row);
    }
    return Element.of("div", "scroll")
        .add(Element.of("table").add(Element.of("thead").add(head)).add(body));
  }

  private static List<Axis> axes(List<ScenarioReport> scenarios) {
    return Arrays.stream(Axis.values())
        .filter(
            axis ->
                scenarios.stream()
                    .anyMatch(s -> s.verdicts().stream().anyMatch(v -> v.axis() == axis)))
        .toList();
  }

  private List<Line> lines() {
    Map<String, Map<String, Double>> known = new LinkedHashMap<>();
    for (ScenarioReport scenario : scenarios) {
      for (AxisVerdict verdict : scenario.verdicts()) {
        if (verdict.comparesGradients() && verdict.nonFinite() == 0 && verdict.comparisons() > 0) {
          known
              .computeIfAbsent(label(scenario, verdict.axis()), none -> new LinkedHashMap<>())
              .put(text(scenario, variable), unsigned(verdict.maxUlp()));
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    known.forEach(
        (label, byValue) ->
            lines.add(
                new Line(
                    label,
                    values.stream()
                        .map(value -> byValue.getOrDefault(value, Double.NaN))
                        .toList())));
    return lines;
  }

  /** The axis and the values of the other variables. */
  private String label(ScenarioReport scenario, Axis axis) {
    List<String> others = new ArrayList<>();
    scenario
        .matrix()
        .forEach(
            (name, value) -> {
              if (!name.equals(variable)) {
                others.add(name + "=" + value.text());
              }
            });
    return axis.label() + (others.isEmpty() ? "" : ", " + String.join(", ", others));
  }

  private static String text(ScenarioReport scenario, String variable) {
    MatrixValue value = scenario.matrix().get(variable);
    return value == null ? "" : value.text();
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  private Element figure() {
    List<Line> all = lines();
    List<Line> shown =
        all.stream()
            .filter(line -> line.most() > 0)
            .sorted((a, b) -> Double.compare(b.most(), a.most()))
            .limit(MOST_LINES)
            .toList();
    String title = "ULPs against " + variable;
    if (shown.isEmpty()) {
      return Element.of("figure")
          .add(Element.of("h4").text(title))
          .add(Element.of("p", "empty").text("Nothing differs along any axis."));
    }
    List<Double> heights = new ArrayList<>();
    shown.forEach(line -> line.ulps().stream().filter(u -> !u.isNaN()).forEach(heights::add));
    LogScale y = LogScale.covering(BASE, TOP, heights);
    Element svg =
        Element.of("svg", "chart")
            .with("viewBox", "0 0 360 252")
            .with("role", "img")
            .add(Element.of("title").text(title))
            .add(Element.of("desc").text("The numbers are in the table below."));
    frame(svg, y);
    Map<Labels.Spot, List<String>> numbers = new LinkedHashMap<>();
    for (int i = 0; i < shown.size(); i++) {
      draw(svg, shown.get(i), y, Integer.toString(i + 1), numbers);
    }
    svg.addAll(Labels.of(numbers, new Labels.Area(0, 0, 0, 0)));
    return Element.of("figure")
        .add(Element.of("h4").text("ULPs against ").add(Element.of("code").text(variable)))
        .add(svg)
        .add(Element.of("figcaption").text(caption(shown, all)));
  }

  private double place(int value) {
    return values.size() == 1
        ? (LEFT + RIGHT) / 2
        : LEFT + 12 + value * (RIGHT - LEFT - 24) / (values.size() - 1);
  }

  private void frame(Element svg, LogScale y) {
    for (LogScale.Tick tick : y.ticks()) {
      svg.add(
          line(
              tick.text().isEmpty() ? "grid fine" : "grid",
              LEFT,
              tick.place(),
              RIGHT,
              tick.place()));
      if (!tick.text().isEmpty()) {
        svg.add(text("tick", LEFT - 6, tick.place() + 4, "end", tick.text()));
      }
    }
    svg.add(line("axis", LEFT, BASE, RIGHT, BASE)).add(line("axis", LEFT, TOP, LEFT, BASE));
    int every = Math.max(1, (values.size() + 5) / 6);
    for (int value = 0; value < values.size(); value++) {
      if (value % every == 0) {
        String shown = values.get(value);
        String clipped = shown.length() > 10 ? shown.substring(0, 9) + "…" : shown;
        svg.add(text("tick", place(value), BASE + 16, "middle", clipped));
      }
    }
    svg.add(text("name", (LEFT + RIGHT) / 2, 244, "middle", variable));
    svg.add(
        text("name", 0, 0, "middle", "ULPs apart, at most")
            .with("transform", "translate(13 112) rotate(-90)"));
  }

  private void draw(
      Element svg, Line line, LogScale y, String number, Map<Labels.Spot, List<String>> numbers) {
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (int value = 0; value < values.size(); value++) {
      double ulps = line.ulps().get(value);
      if (Double.isNaN(ulps)) {
        lastX = Double.NaN;
        continue;
      }
      double x = place(value);
      double height = y.place(ulps);
      if (!Double.isNaN(lastX)) {
        svg.add(line("series", lastX, lastY, x, height));
      }
      svg.add(Element.of("circle", "point").with("cx", x).with("cy", height).with("r", 3.5));
      lastX = x;
      lastY = height;
    }
    if (!Double.isNaN(lastX)) {
      numbers.computeIfAbsent(Labels.Spot.of(lastX, lastY), spot -> new ArrayList<>()).add(number);
    }
  }

  private static String caption(List<Line> shown, List<Line> all) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      names.add((i + 1) + " " + shown.get(i).label());
    }
    int left = all.size() - shown.size();
    return String.join("; ", names)
        + "."
        + (left == 0
            ? ""
            : " Not drawn: " + Figures.count(left, "line") + " with smaller distances or none.");
  }

  private static Element line(String classes, double x1, double y1, double x2, double y2) {
    return Element.of("line", classes).with("x1", x1).with("y1", y1).with("x2", x2).with("y2", y2);
  }

  private static Element text(String classes, double x, double y, String anchor, String text) {
    return Element.of("text", classes)
        .with("x", x)
        .with("y", y)
        .with("text-anchor", anchor)
        .text(text);
  }
}
