package dev.gradaudit.report.html;

import dev.gradaudit.audit.Dataflow.Kind;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.Printable;
import dev.gradaudit.report.SiteText;
import dev.gradaudit.report.html.GraphLayout.Point;
import dev.gradaudit.report.html.ProgramGraph.Box;
import dev.gradaudit.report.html.ProgramGraph.Edge;
import dev.gradaudit.report.html.ProgramGraph.Sums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The computation graph: where sums are, which of them an order may change, where it begins. */
final class GraphPart {
  /** Characters that fit into a box. */
  private static final int LABEL = 17;

  private static final int TYPE = 20;

  private final ScenarioReport scenario;
  private final ProgramGraph graph;

  private GraphPart(ScenarioReport scenario) {
    this.scenario = scenario;
    this.graph = ProgramGraph.of(scenario);
  }

  static Element of(ScenarioReport scenario) {
    return new GraphPart(scenario).part();
  }

  private Element part() {
    if (scenario.dataflow().vertices().isEmpty()) {
      return Element.of("p", "empty").text("The graph of the program is not known.");
    }
    if (graph.boxes().isEmpty()) {
      return Element.of("p", "empty")
          .text("The program is too large for a picture; the table of its sums has all of them.");
    }
    Element figure = Element.of("figure", "wide graph");
    figure.add(Element.of("h4").text(title()));
    figure.add(Tables.scrolling("Computation graph", picture()));
    Element caption = Element.of("figcaption");
    caption.add(legend());
    caption.text(origins());
    if (graph.byLine()) {
      caption.text(" Operations are taken together by program line.");
    }
    return figure.add(caption);
  }

  private String title() {
    long open = scenario.certificates().stream().filter(site -> site.proof() == null).count();
    int all = scenario.certificates().size();
    if (all == 0) {
      return "Computation graph; its sums were not analysed";
    }
    return "Computation graph: "
        + (open == 0
            ? "no order can change any of its " + Figures.count(all, "sum")
            : open + " of " + Figures.count(all, "sum") + " may depend on the order");
  }

  /** In words what the picture highlights. */
  private String origins() {
    Map<List<SiteKey>, List<String>> axes = new LinkedHashMap<>();
    scenario
        .dataflow()
        .origins()
        .forEach(
            (axis, sites) ->
                axes.computeIfAbsent(sites, first -> new ArrayList<>()).add(axis.label()));
    List<String> sentences = new ArrayList<>();
    for (Map.Entry<List<SiteKey>, List<String>> traced : axes.entrySet()) {
      if (!traced.getKey().isEmpty()) {
        List<String> places = traced.getKey().stream().map(SiteText::place).limit(3).toList();
        int more = traced.getKey().size() - places.size();
        sentences.add(
            "Observed: the worst difference along "
                + String.join(" and ", traced.getValue())
                + " begins in "
                + String.join("; ", places)
                + (more > 0 ? "; and " + more + " more" : "")
                + ".");
      }
    }
    return sentences.isEmpty()
        ? "No difference was traced to an origin."
        : String.join(" ", sentences);
  }

  private Element legend() {
    Element legend = Element.of("ul", "legend");
    legend.add(key("box tensor", "tensor; a thick edge: its gradient is audited"));
    legend.add(key("box operation", "operation"));
    if (has(Sums.PROVED)) {
      legend.add(key("box proved", "✓ its sums are proved: no order matters"));
    }
    if (has(Sums.OPEN) || has(Sums.ORIGIN)) {
      legend.add(key("box open", "Σ sums whose order may matter, and how many"));
    }
    if (has(Sums.ORIGIN)) {
      legend.add(key("box origin", "◆ origin of an observed difference"));
      legend.add(key("way", "the ways it can take to the gradient"));
    }
    return legend;
  }

  private boolean has(Sums sums) {
    return graph.boxes().stream().anyMatch(box -> box.sums() == sums);
  }

  private static Element key(String classes, String text) {
    return Element.of("li")
        .add(Element.of("span", "key " + classes).with("aria-hidden", "true"))
        .text(text);
  }

  private Element picture() {
    GraphLayout layout = new GraphLayout(graph.boxes().stream().map(Box::inputs).toList());
    Element svg =
        Element.of("svg", "graph")
            .with("viewBox", "0 0 " + size(layout.width()) + " " + size(layout.height()))
            .with("width", layout.width())
            .with("height", layout.height())
            .with("role", "img")
            .add(Element.of("title").text(title()))
            .add(Element.of("desc").text(origins() + " The table of sums has each of them."));
    Element cold = Element.of("g");
    Element hot = Element.of("g");
    for (GraphLayout.Route route : layout.routes()) {
      boolean highlighted = graph.hot().contains(new Edge(route.from(), route.to()));
      Element path =
          Element.of("path", highlighted ? "edge hot" : "edge").with("d", curve(route.points()));
      (highlighted ? hot : cold).add(path);
    }
    svg.add(cold).add(hot);
    for (int box = 0; box < graph.boxes().size(); box++) {
      svg.add(box(graph.boxes().get(box), layout.corner(box)));
    }
    return svg;
  }

  private static String size(double length) {
    return Coordinates.text(length);
  }

  /** Straight past boxes, and bent from layer to layer. */
  private static String curve(List<Point> points) {
    Point from = points.get(0);
    StringBuilder path = new StringBuilder("M" + size(from.x()) + " " + size(from.y()));
    for (Point to : points.subList(1, points.size())) {
      double middle = (from.y() + to.y()) / 2;
      if (from.x() == to.x()) {
        path.append("L").append(size(to.x())).append(' ').append(size(to.y()));
      } else {
        path.append("C").append(size(from.x())).append(' ').append(size(middle)).append(' ');
        path.append(size(to.x())).append(' ').append(size(middle)).append(' ');
        path.append(size(to.x())).append(' ').append(size(to.y()));
      }
      from = to;
    }
    return path.toString();
  }

  private Element box(Box box, Point corner) {
    Element group = Element.of("g", "box " + classes(box));
    String place = box.line() == 0 ? "" : ", line " + box.line();
    group.add(Element.of("title").text(box.label() + ", " + box.type() + place));
    group.add(
        Element.of("rect")
            .with("x", corner.x())
            .with("y", corner.y())
            .with("width", GraphLayout.BOX_WIDTH)
            .with("height", GraphLayout.BOX_HEIGHT)
            .with("rx", box.kind() == Kind.TENSOR ? GraphLayout.BOX_HEIGHT / 2 : 4));
    double middle = corner.x() + GraphLayout.BOX_WIDTH / 2;
    group.add(label("name", middle, corner.y() + 17, clip(name(box), LABEL)));
    String type = (box.loss() ? "loss " : "") + box.type();
    group.add(label("type", middle, corner.y() + 32, clip(type, TYPE)));
    String badge =
        switch (box.sums()) {
          case NONE -> "";
          case PROVED -> "✓";
          case OPEN -> "Σ" + box.open();
          case ORIGIN -> "◆ Σ" + box.open();
        };
    if (!badge.isEmpty()) {
      double width = 8 + 7.0 * badge.length();
      double right = corner.x() + GraphLayout.BOX_WIDTH + 4;
      group.add(
          Element.of("rect", "badge")
              .with("x", right - width)
              .with("y", corner.y() - 7)
              .with("width", width)
              .with("height", 15)
              .with("rx", 3));
      group.add(label("sums", right - width / 2, corner.y() + 4.5, badge));
    }
    return group;
  }

  /** Of what is inside of a definition that has a long name, the operation matters more. */
  private static String name(Box box) {
    int slash = box.label().lastIndexOf('/');
    boolean inside = box.kind() == Kind.OPERATION && !box.label().contains("=") && slash > 0;
    return inside && box.label().length() > LABEL
        ? "…" + box.label().substring(slash)
        : box.label();
  }

  private String classes(Box box) {
    String kind =
        box.kind() == Kind.TENSOR
            ? (scenario.configurations().stream()
                    .anyMatch(result -> result.fingerprints().containsKey(box.label()))
                ? "tensor audited"
                : "tensor")
            : "operation";
    return switch (box.sums()) {
      case NONE -> kind;
      case PROVED -> kind + " proved";
      case OPEN -> kind + " open";
      case ORIGIN -> kind + " open origin";
    };
  }

  private static String clip(String text, int most) {
    String visible = Printable.of(text, true);
    return visible.codePointCount(0, visible.length()) <= most
        ? visible
        : visible.substring(0, visible.offsetByCodePoints(0, most - 1)) + "…";
  }

  private static Element label(String classes, double x, double y, String text) {
    return Element.of("text", classes)
        .with("x", x)
        .with("y", y)
        .with("text-anchor", "middle")
        .text(text);
  }
}
