package dev.gradaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.Dataflow;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.report.SampleReports;
import dev.gradaudit.report.html.ProgramGraph.Box;
import dev.gradaudit.report.html.ProgramGraph.Edge;
import dev.gradaudit.report.html.ProgramGraph.Sums;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the picture of a program says of it. */
class ProgramGraphTest {
  private static final ScenarioReport DIFFERS = SampleReports.named("differs").scenarios().get(0);

  @Test
  void tensorsAndOperationsAreBoxesAndNumbersStandInThem() {
    ProgramGraph graph = ProgramGraph.of(DIFFERS);
    assertThat(graph.boxes().stream().map(Box::label))
        .containsExactly("x", "w", "b", "labels", "matmul", "add", "cross_entropy 0.5");
    assertThat(graph.boxes().get(6).inputs()).containsExactly(5, 3);
    assertThat(graph.boxes().get(6).loss()).isTrue();
    assertThat(graph.boxes().get(4).sums()).isEqualTo(Sums.ORIGIN);
    assertThat(graph.byLine()).isFalse();
  }

  @Test
  void whatIsHighlightedIsEveryWayFromAForwardOriginToTheLossAndBackToTheGradient() {
    ProgramGraph graph = ProgramGraph.of(DIFFERS);
    Set<Edge> expected = new HashSet<>();
    // The origin is matmul (4), the gradient that of w (1), the loss cross_entropy (6).
    ways(graph.boxes(), 4, 6, new ArrayList<>(), expected);
    ways(graph.boxes(), 1, 6, new ArrayList<>(), expected);
    assertThat(graph.hot())
        .isEqualTo(expected)
        .containsExactlyInAnyOrder(new Edge(1, 4), new Edge(4, 5), new Edge(5, 6));
  }

  @Test
  void theDifferenceOfABackwardOriginOnlyGoesBackFromThere() {
    // w (0) goes to the loss (4) by way of 1 and 2, and of 3, where the difference begins.
    List<Dataflow.Vertex> vertices =
        List.of(tensor("w"), operation(0), operation(1), operation(0), operation(2, 3));
    SiteKey origin = new SiteKey(3, "relu", "grad of input", "", 1, 1);
    ScenarioReport report =
        SampleReports.with(DIFFERS, new Dataflow(vertices, 4, Map.of(Axis.ORDER, List.of(origin))));
    assertThat(ProgramGraph.of(report).hot()).containsExactly(new Edge(0, 3));
  }

  private static Dataflow.Vertex tensor(String name) {
    return new Dataflow.Vertex(
        Dataflow.Kind.TENSOR, name, Double.NaN, "float32[2]", List.of(), true, 0);
  }

  private static Dataflow.Vertex operation(Integer... inputs) {
    return new Dataflow.Vertex(
        Dataflow.Kind.OPERATION, "relu", Double.NaN, "float32[2]", List.of(inputs), true, 1);
  }

  /** All ways, one by one. */
  private static void ways(List<Box> boxes, int at, int to, List<Edge> way, Set<Edge> found) {
    if (at == to) {
      found.addAll(way);
      return;
    }
    for (int next = 0; next < boxes.size(); next++) {
      if (boxes.get(next).inputs().contains(at)) {
        List<Edge> longer = new ArrayList<>(way);
        longer.add(new Edge(at, next));
        ways(boxes, next, to, longer, found);
      }
    }
  }

  @Test
  void aLongProgramIsDrawnByItsLinesAndAVeryLongOneNotAtAll() {
    ProgramGraph lines = ProgramGraph.of(chain(60, 4));
    assertThat(lines.byLine()).isTrue();
    assertThat(lines.boxes()).hasSize(1 + 15);
    for (int box = 1; box < lines.boxes().size(); box++) {
      assertThat(lines.boxes().get(box).inputs()).containsExactly(box - 1);
    }
    assertThat(ProgramGraph.of(chain(900, 4)).boxes()).isEmpty();
    assertThat(ProgramGraph.of(chain(40, 4)).boxes()).hasSize(41);
  }

  /** So many operations in a row, so many on each line. */
  private static ScenarioReport chain(int operations, int perLine) {
    List<Dataflow.Vertex> vertices = new ArrayList<>();
    vertices.add(
        new Dataflow.Vertex(
            Dataflow.Kind.TENSOR, "x", Double.NaN, "float32[2]", List.of(), true, 0));
    for (int i = 0; i < operations; i++) {
      vertices.add(
          new Dataflow.Vertex(
              Dataflow.Kind.OPERATION,
              "relu",
              Double.NaN,
              "float32[2]",
              List.of(i),
              true,
              1 + i / perLine));
    }
    return SampleReports.with(DIFFERS, new Dataflow(vertices, operations, Map.of()));
  }
}
