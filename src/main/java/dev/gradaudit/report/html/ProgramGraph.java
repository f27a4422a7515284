package dev.gradaudit.report.html;

import dev.gradaudit.audit.Dataflow;
import dev.gradaudit.audit.Dataflow.Kind;
import dev.gradaudit.audit.Dataflow.Vertex;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.report.NumberText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the picture of a program shows: a box for each tensor and each operation, or, where these
 * are too many, for each program line. Numbers of the program stand in the boxes that use them.
 *
 * @param boxes in execution order
 * @param byLine whether operations are taken together by line
 * @param hot edges that the difference can take, as {@code from} to {@code to} of the forward pass
 */
record ProgramGraph(List<Box> boxes, boolean byLine, Set<Edge> hot) {
  /** More operations than these make a picture that nobody can read. */
  private static final int MOST_OPERATIONS = 40;

  /** More boxes than these, one for each line, too. */
  private static final int MOST_BOXES = 70;

  /** An edge between two boxes. */
  record Edge(int from, int to) {}

  /** What is known of the sums in a box. */
  enum Sums {
    NONE,
    /** No order can change any of them. */
    PROVED,
    /** Some order may change one of them. */
    OPEN,
    /** The traced difference begins in one of them. */
    ORIGIN
  }

  /**
   * A box.
   *
   * @param inputs boxes that it is computed from, without repetition
   * @param open how many of its sums are not proved
   */
  record Box(
      Kind kind,
      String label,
      String type,
      List<Integer> inputs,
      int line,
      boolean loss,
      Sums sums,
      int open) {}

  /** The graph of a scenario; without boxes where the program is not known or too large. */
  static ProgramGraph of(ScenarioReport scenario) {
    Dataflow flow = scenario.dataflow();
    long operations = flow.vertices().stream().filter(v -> v.kind() == Kind.OPERATION).count();
    boolean byLine = operations > MOST_OPERATIONS;
    // The box of each vertex; -1 for numbers.
    int[] boxOf = new int[flow.vertices().size()];
    Map<Object, Integer> boxes = new LinkedHashMap<>();
    for (int i = 0; i < boxOf.length; i++) {
      Vertex vertex = flow.vertices().get(i);
      Object key = byLine && vertex.kind() == Kind.OPERATION ? "line " + vertex.line() : (Object) i;
      boolean number = vertex.kind() == Kind.NUMBER;
      boxOf[i] = number ? -1 : boxes.computeIfAbsent(key, fresh -> boxes.size());
    }
    if (boxes.size() > MOST_BOXES) {
      return new ProgramGraph(List.of(), byLine, Set.of());
    }
    List<List<Integer>> members = new ArrayList<>();
    boxes.keySet().forEach(key -> members.add(new ArrayList<>()));
    for (int i = 0; i < boxOf.length; i++) {
      if (boxOf[i] >= 0) {
        members.get(boxOf[i]).add(i);
      }
    }
    List<Box> made = new ArrayList<>();
    for (int box = 0; box < members.size(); box++) {
      made.add(box(scenario, members.get(box), boxOf, box, byLine));
    }
    return new ProgramGraph(made, byLine, hot(scenario, made, boxOf));
  }

  private static Box box(
      ScenarioReport scenario, List<Integer> members, int[] boxOf, int box, boolean byLine) {
    Dataflow flow = scenario.dataflow();
    Set<Integer> inputs = new LinkedHashSet<>();
    StringBuilder label = new StringBuilder();
    boolean loss = false;
    for (int member : members) {
      Vertex vertex = flow.vertices().get(member);
      loss |= member == flow.loss();
      StringBuilder own = new StringBuilder(vertex.label());
      for (int input : vertex.inputs()) {
        if (boxOf[input] < 0) {
          own.append(' ').append(NumberText.of(flow.vertices().get(input).number()));
        } else if (boxOf[input] != box) {
          inputs.add(boxOf[input]);
        }
      }
      label.append(label.length() == 0 ? "" : ", ").append(own);
    }
    Vertex last = flow.vertices().get(members.get(members.size() - 1));
    boolean line = byLine && last.kind() == Kind.OPERATION;
    int open = open(scenario, members).size();
    return new Box(
        last.kind(),
        line ? statement(scenario, last.line()) : label.toString(),
        last.type(),
        List.copyOf(inputs),
        last.line(),
        loss,
        sums(scenario, members, open),
        open);
  }

  private static String statement(ScenarioReport scenario, int line) {
    boolean known = line >= 1 && line <= scenario.statements().size();
    return known ? scenario.statements().get(line - 1) : "line " + line;
  }

  private static List<Analysis.Site> open(ScenarioReport scenario, List<Integer> members) {
    return scenario.certificates().stream()
        .filter(site -> site.proof() == null && members.contains(site.key().node()))
        .toList();
  }

  private static Sums sums(ScenarioReport scenario, List<Integer> members, int open) {
    boolean origin =
        scenario.dataflow().origins().values().stream()
            .flatMap(List::stream)
            .anyMatch(site -> members.contains(site.node()));
    if (origin) {
      return Sums.ORIGIN;
    }
    boolean any =
        scenario.certificates().stream().anyMatch(site -> members.contains(site.key().node()));
    return open > 0 ? Sums.OPEN : any ? Sums.PROVED : Sums.NONE;
  }

  /**
   * The edges along which what begins in an origin can reach the gradient that it was traced for: a
   * difference of the forward pass goes on to the loss and comes back from there; one of the
   * backward pass goes back from where it is.
   */
  private static Set<Edge> hot(ScenarioReport scenario, List<Box> boxes, int[] boxOf) {
    Set<Edge> hot = new HashSet<>();
    Dataflow flow = scenario.dataflow();
    for (Map.Entry<Axis, List<SiteKey>> traced : flow.origins().entrySet()) {
      int gradient = boxOf(scenario, traced.getKey(), boxOf);
      for (SiteKey origin : traced.getValue()) {
        if (gradient >= 0 && origin.node() < boxOf.length && boxOf[origin.node()] >= 0) {
          int at = boxOf[origin.node()];
          int loss = boxOf[flow.loss()];
          if (origin.role().equals("forward")) {
            hot.addAll(between(boxes, at, loss));
            hot.addAll(between(boxes, gradient, loss));
          } else {
            hot.addAll(between(boxes, gradient, at));
          }
        }
      }
    }
    return hot;
  }

  /** The box of the tensor whose gradient was traced along an axis; −1 when there is none. */
  private static int boxOf(ScenarioReport scenario, Axis axis, int[] boxOf) {
    String gradient =
        scenario.verdicts().stream()
            .filter(verdict -> verdict.axis() == axis)
            .map(verdict -> verdict.worst() == null ? "" : verdict.worst().gradient())
            .findFirst()
            .orElse("");
    for (int i = 0; i < boxOf.length; i++) {
      Vertex vertex = scenario.dataflow().vertices().get(i);
      if (vertex.kind() == Kind.TENSOR && vertex.label().equals(gradient)) {
        return boxOf[i];
      }
    }
    return -1;
  }

  /** The edges of all ways from one box to another. */
  private static Set<Edge> between(List<Box> boxes, int from, int to) {
    Set<Integer> above = new TreeSet<>(Set.of(to));
    for (int box = to; box >= 0; box--) {
      if (above.contains(box)) {
        above.addAll(boxes.get(box).inputs());
      }
    }
    Set<Integer> below = new TreeSet<>(Set.of(from));
    Set<Edge> edges = new HashSet<>();
    for (int box = from + 1; box < boxes.size(); box++) {
      for (int input : boxes.get(box).inputs()) {
        if (below.contains(input)) {
          below.add(box);
          if (above.contains(box)) {
            edges.add(new Edge(input, box));
          }
        }
      }
    }
    return edges;
  }

  long origins() {
    return boxes.stream().filter(box -> box.sums() == Sums.ORIGIN).count();
  }
}
