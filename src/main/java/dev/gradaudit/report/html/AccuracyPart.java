package dev.gradaudit.report.html;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.Accuracy.Distance;
import dev.gradaudit.audit.Accuracy.OfGradient;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.report.AccuracyText;
import dev.gradaudit.report.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Truth against agreement: for each order how far its gradients are from the exact ones, and how
 * far its own runs are from each other. A picture for each gradient, and the numbers in a table.
 */
final class AccuracyPart {
  private static final int MOST_PICTURES = 4;

  private final ScenarioReport scenario;
  private final Accuracy accuracy;

  private AccuracyPart(ScenarioReport scenario, Accuracy accuracy) {
    this.scenario = scenario;
    this.accuracy = accuracy;
  }

  /** An order's place in the picture of a gradient. */
  record Point(String order, double exact, @Nullable Double spread, boolean finite) {}

  static Element of(ScenarioReport scenario) {
    Accuracy accuracy = scenario.probes().accuracy();
    if (accuracy == null) {
      return Element.of("p", "empty")
          .text("How far the gradients are from the exact ones was not measured: add ")
          .add(Element.of("code").text("--accuracy"))
          .text(" to the command to see it for each order.");
    }
    return new AccuracyPart(scenario, accuracy).part();
  }

  private Element part() {
    Map<OfGradient, List<Point>> known = new LinkedHashMap<>();
    for (OfGradient gradient : accuracy.gradients()) {
      if (!AccuracyText.isLeftOut(gradient)) {
        known.put(gradient, points(gradient));
      }
    }
    List<OfGradient> pictured =
        known.keySet().stream()
            .sorted(Comparator.comparingDouble((OfGradient g) -> -g.furthest().maxUlps()))
            .limit(MOST_PICTURES)
            .toList();
    Element part = Element.of("div", "accuracy");
    part.add(
        Element.of("p")
            .text(
                "Lower is nearer to the exact gradient, further left is more reproducible. The scales"
                    + " are logarithmic, with a place of its own for 0. The exact gradients are known to "
                    + Figures.magnitude(accuracy.uncertainty())
                    + " ULPs."));
    Element figures = Element.of("div", "figures");
    known.forEach(
        (gradient, points) -> {
          if (pictured.contains(gradient)) {
            figures.add(picture(gradient, points));
          }
        });
    part.add(figures);
    if (pictured.size() < known.size()) {
      part.add(
          Element.of("p", "note")
              .text(
                  "Pictured are the "
                      + pictured.size()
                      + " of "
                      + Figures.count(known.size(), "gradient")
                      + " furthest from the exact ones; the table has all."));
    }
    part.add(
        Element.of("details", "more")
            .add(Element.of("summary").text("All distances"))
            .add(AccuracyTable.of(accuracy, known)));
    AccuracyText.legend(accuracy)
        .forEach(meaning -> part.add(Element.of("p", "note").text(meaning)));
    return part;
  }

  private List<Point> points(OfGradient gradient) {
    Map<String, Double> exact = new LinkedHashMap<>();
    for (Distance run : gradient.runs()) {
      exact.merge(run.configuration().order().name(), run.maxUlps(), Math::max);
    }
    List<Point> points = new ArrayList<>();
    exact.forEach((order, distance) -> points.add(point(gradient.gradient(), order, distance)));
    return points;
  }

  /** How far the runs of an order are apart while everything but the order varies. */
  private Point point(String gradient, String order, double exact) {
    Double spread = null;
    boolean finite = true;
    for (Comparison pair : scenario.comparisons()) {
      boolean within =
          pair.axis() != Axis.ORDER && pair.axis() != Axis.ENGINE && pair.axis() != Axis.HOST;
      if (within
          && pair.gradient().equals(gradient)
          && pair.from().order().name().equals(order)
          && (pair.axis() != Axis.SEED || comparableSeeds())) {
        double ulps = unsigned(pair.difference().maxUlp());
        spread = spread == null ? ulps : Math.max(spread, ulps);
        finite &= pair.difference().nonFiniteTotal() == 0;
      }
    }
    return new Point(order, exact, spread, finite);
  }

  /** Gradients of other data are different by right. */
  private boolean comparableSeeds() {
    return scenario.verdicts().stream()
        .allMatch(verdict -> verdict.axis() != Axis.SEED || verdict.comparesGradients());
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  private Element picture(OfGradient gradient, List<Point> points) {
    LogScale x =
        LogScale.covering(
            52, 340, points.stream().map(p -> p.spread() == null ? 0 : p.spread()).toList());
    double exactSums = gradient.exactSums().maxUlps();
    List<Double> heights = new ArrayList<>(points.stream().map(Point::exact).toList());
    heights.add(exactSums);
    LogScale y = LogScale.covering(206, 18, heights);
    Element svg =
        Element.of("svg", "chart")
            .with("viewBox", "0 0 360 252")
            .with("role", "img")
            .add(
                Element.of("title")
                    .text(
                        "Distance from the exact gradient of "
                            + gradient.gradient()
                            + " against the spread of each order"))
            .add(Element.of("desc").text("The numbers are in the table below, by order."));
    frame(svg, x, y);
    if (!Double.isNaN(exactSums)) {
      double height = y.place(exactSums);
      svg.add(
          Element.of("line", "reference")
              .with("x1", 52)
              .with("x2", 340)
              .with("y1", height)
              .with("y2", height));
      svg.add(label("value", 338, height - 4, "end", "exact sums"));
    }
    markers(svg, x, y, points, Double.isNaN(exactSums) ? -100 : y.place(exactSums));
    return Element.of("figure")
        .add(
            Element.of("h4")
                .text("Truth against agreement: ")
                .add(Element.of("code").text(gradient.gradient())))
        .add(svg)
        .add(Element.of("figcaption").text(caption(points)));
  }

  private static void frame(Element svg, LogScale x, LogScale y) {
    for (LogScale.Tick tick : x.ticks()) {
      svg.add(line(grid(tick), tick.place(), 18, tick.place(), 206));
      if (!tick.text().isEmpty()) {
        svg.add(label("tick", tick.place(), 222, "middle", tick.text()));
      }
    }
    for (LogScale.Tick tick : y.ticks()) {
      svg.add(line(grid(tick), 52, tick.place(), 340, tick.place()));
      if (!tick.text().isEmpty()) {
        svg.add(label("tick", 46, tick.place() + 4, "end", tick.text()));
      }
    }
    svg.add(line("axis", 52, 206, 340, 206)).add(line("axis", 52, 18, 52, 206));
    svg.add(label("name", 196, 244, "middle", "spread: ULPs between runs of the order"));
    svg.add(
        label("name", 0, 0, "middle", "ULPs from the exact gradient")
            .with("transform", "translate(13 112) rotate(-90)"));
  }

  private static String grid(LogScale.Tick tick) {
    return tick.text().isEmpty() ? "grid fine" : "grid";
  }

  /** Orders in the same place share a marker with all of their numbers. */
  private static void markers(
      Element svg, LogScale x, LogScale y, List<Point> points, double reference) {
    Map<Labels.Spot, List<String>> numbers = new LinkedHashMap<>();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      double across = x.place(point.spread() == null ? 0 : point.spread());
      double up = Double.isNaN(point.exact()) ? 18 : y.place(point.exact());
      svg.add(
          Element.of("circle", point.spread() == null ? "point unknown" : "point")
              .with("cx", across)
              .with("cy", up)
              .with("r", 4.5));
      numbers
          .computeIfAbsent(Labels.Spot.of(across, up), spot -> new ArrayList<>())
          .add(Integer.toString(i + 1));
    }
    svg.addAll(Labels.of(numbers, new Labels.Area(280, reference - 14, 340, reference)));
  }

  private static String caption(List<Point> points) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      names.add((i + 1) + " " + points.get(i).order());
    }
    boolean unknown = points.stream().anyMatch(point -> point.spread() == null);
    return String.join(", ", names)
        + "."
        + (unknown
            ? " A hollow point: its spread is unknown, as nothing but the order was varied."
            : "");
  }

  private static Element line(String classes, double x1, double y1, double x2, double y2) {
    return Element.of("line", classes).with("x1", x1).with("y1", y1).with("x2", x2).with("y2", y2);
  }

  private static Element label(String classes, double x, double y, String anchor, String text) {
    return Element.of("text", classes)
        .with("x", x)
        .with("y", y)
        .with("text-anchor", anchor)
        .text(text);
  }
}
