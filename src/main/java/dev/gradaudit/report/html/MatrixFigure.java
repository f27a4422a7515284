package dev.gradaudit.report.html;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.report.Figures;
import dev.gradaudit.scenario.MatrixValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The largest distance along one axis against one variable of a matrix, a line for each combination
 * of the other variables. Where nothing was compared, or a gradient is not finite, a line has a
 * gap.
 */
final class MatrixFigure {
  private static final double LEFT = 52;
  private static final double RIGHT = 316;
  private static final double TOP = 18;
  private static final double BASE = 206;

  /** More lines cannot be told apart; the style sheet has as many ways to draw one. */
  private static final int MOST_LINES = 6;

  private final String variable;
  private final Axis axis;
  private final ValueScale x;
  private final List<Line> lines;

  /** One line: what the other variables are, and the distance at each value that has one. */
  private record Line(String label, Map<String, Double> ulps) {
    double most() {
      return ulps.values().stream().reduce(0.0, Math::max);
    }
  }

  MatrixFigure(String variable, Axis axis, List<ScenarioReport> scenarios) {
    this.variable = variable;
    this.axis = axis;
    Map<String, MatrixValue> values = new LinkedHashMap<>();
    Map<String, Map<String, Double>> known = new LinkedHashMap<>();
    for (ScenarioReport scenario : scenarios) {
      MatrixValue value = scenario.matrix().get(variable);
      if (value == null) {
        continue;
      }
      values.put(value.text(), value);
      Map<String, Double> line =
          known.computeIfAbsent(others(scenario), none -> new LinkedHashMap<>());
      for (AxisVerdict verdict : scenario.verdicts()) {
        if (verdict.axis() == axis
            && verdict.comparesGradients()
            && verdict.nonFinite() == 0
            && verdict.comparisons() > 0) {
          line.put(value.text(), unsigned(verdict.maxUlp()));
        }
      }
    }
    this.x = new ValueScale(List.copyOf(values.values()), LEFT + 14, RIGHT - 14);
    this.lines = new ArrayList<>();
    known.forEach((label, ulps) -> lines.add(new Line(label, ulps)));
  }

  /** The values of the other variables; empty where there is none. */
  private String others(ScenarioReport scenario) {
    List<String> others = new ArrayList<>();
    scenario
        .matrix()
        .forEach(
            (name, value) -> {
              if (!name.equals(variable)) {
                others.add(name + "=" + value.text());
              }
            });
    return String.join(", ", others);
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  /** Whether there is something to see: two values or more, and a distance that is not 0. */
  boolean shows() {
    return x.places().size() > 1 && lines.stream().anyMatch(line -> line.most() > 0);
  }

  Element element() {
    List<Line> shown = lines;
    if (lines.size() > MOST_LINES) {
      List<Line> largest =
          lines.stream()
              .sorted((a, b) -> Double.compare(b.most(), a.most()))
              .limit(MOST_LINES)
              .toList();
      shown = lines.stream().filter(largest::contains).limit(MOST_LINES).toList();
    }
    List<Double> heights = new ArrayList<>();
    shown.forEach(line -> heights.addAll(line.ulps().values()));
    LogScale y = LogScale.covering(BASE, TOP, heights);
    Element svg =
        Element.of("svg", "chart")
            .with("viewBox", "0 0 360 252")
            .with("role", "img")
            .add(
                Element.of("title")
                    .text("Largest distance along " + axis.label() + " against " + variable))
            .add(Element.of("desc").text("The numbers are in the table below the pictures."));
    frame(svg, y);
    Map<Labels.Spot, List<String>> numbers = new LinkedHashMap<>();
    for (int i = 0; i < shown.size(); i++) {
      draw(svg, shown.get(i), y, i + 1, numbers);
    }
    if (shown.size() > 1) {
      svg.addAll(Labels.of(numbers, new Labels.Area(0, 0, 0, 0)));
    }
    return Element.of("figure")
        .add(
            Element.of("h3")
                .text("Along " + axis.label() + ": ULPs against ")
                .add(Element.of("code").text(variable)))
        .add(svg)
        .add(Element.of("figcaption").text(caption(shown)));
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
    for (ValueScale.Place place : x.places()) {
      svg.add(line("axis", place.x(), BASE, place.x(), BASE + 4));
    }
    for (ValueScale.Place place : x.named()) {
      svg.add(text("tick", place.x(), BASE + 17, "middle", ValueScale.shown(place.text())));
    }
    String name = variable.length() <= 40 ? variable : variable.substring(0, 39) + "…";
    svg.add(text("name", (LEFT + RIGHT) / 2, 244, "middle", name));
    svg.add(
        text("name", 0, 0, "middle", "ULPs apart, at most")
            .with("transform", "translate(13 112) rotate(-90)"));
  }

  private void draw(
      Element svg, Line line, LogScale y, int number, Map<Labels.Spot, List<String>> numbers) {
    List<Labels.Spot> points = new ArrayList<>();
    Labels.Spot before = null;
    for (ValueScale.Place place : x.places()) {
      Double ulps = line.ulps().get(place.text());
      if (ulps == null) {
        before = null;
        continue;
      }
      Labels.Spot point = Labels.Spot.of(place.x(), y.place(ulps));
      if (before != null) {
        svg.add(line("series s" + number, before.x(), before.y(), point.x(), point.y()));
      }
      points.add(point);
      before = point;
    }
    for (Labels.Spot point : points) {
      svg.add(
          Element.of("circle", "point").with("cx", point.x()).with("cy", point.y()).with("r", 3.5));
    }
    if (!points.isEmpty()) {
      numbers
          .computeIfAbsent(points.get(points.size() - 1), spot -> new ArrayList<>())
          .add(Integer.toString(number));
    }
  }

  private String caption(List<Line> shown) {
    StringBuilder caption = new StringBuilder();
    if (shown.size() > 1) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < shown.size(); i++) {
        // No line ends between a number and what it stands for.
        names.add((i + 1) + "\u00a0" + shown.get(i).label());
      }
      caption.append(String.join("; ", names)).append(". ");
    }
    if (x.kind() == ValueScale.Kind.LOGARITHMIC) {
      caption.append("Both scales are logarithmic. ");
    }
    int left = lines.size() - shown.size();
    if (left > 0) {
      caption
          .append("Not drawn: ")
          .append(Figures.count(left, "line"))
          .append(" with smaller or equal distances. ");
    }
    long gaps = shown.stream().filter(line -> line.ulps().size() < x.places().size()).count();
    if (gaps > 0) {
      caption.append("Where a line has a gap, nothing finite was compared. ");
    }
    return caption.toString().strip();
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
