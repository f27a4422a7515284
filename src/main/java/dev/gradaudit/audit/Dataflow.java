package dev.gradaudit.audit;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Program;
import dev.gradaudit.reduction.SiteKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the tensors of a program depend on each other, and where differences begin: what a picture of
 * it needs. The program's own nodes know how to compile and to run; this is what is left of them.
 *
 * @param vertices in execution order; positions are the {@link SiteKey#node()} of reduction sites
 * @param loss the position of the loss; −1 where there are no vertices
 * @param origins for each axis along which the worst difference was traced: the sums that gave
 *     other results for the same operands, in execution order. Observed in these two runs
 * @param fileLines for each program line with an operation, the line of the scenario file that it
 *     begins in, both from 1
 */
public record Dataflow(
    List<Vertex> vertices,
    int loss,
    Map<Axis, List<SiteKey>> origins,
    Map<Integer, Integer> fileLines) {
  /** Where nothing is known of the program. */
  public static final Dataflow NONE = new Dataflow(List.of(), -1, Map.of());

  public Dataflow {
    vertices = List.copyOf(vertices);
    Map<Axis, List<SiteKey>> copies = new EnumMap<>(Axis.class);
    origins.forEach((axis, sites) -> copies.put(axis, List.copyOf(sites)));
    origins = Collections.unmodifiableMap(copies);
    fileLines = Collections.unmodifiableMap(new TreeMap<>(fileLines));
  }

  /** Where nothing is known of the file. */
  public Dataflow(List<Vertex> vertices, int loss, Map<Axis, List<SiteKey>> origins) {
    this(vertices, loss, origins, Map.of());
  }

  /**
   * The line of the scenario file where a difference along an axis begins, as far as it is known;
   * else the one where the program does, or 1.
   */
  public int fileLine(@Nullable Axis axis) {
    List<SiteKey> begins = axis == null ? List.of() : origins.getOrDefault(axis, List.of());
    Integer line = begins.isEmpty() ? null : fileLines.get(begins.get(0).line());
    return line != null ? line : fileLines.values().stream().findFirst().orElse(1);
  }

  /** What a vertex is. */
  public enum Kind {
    /** A tensor of the scenario. */
    TENSOR,
    /** A number of the program text. */
    NUMBER,
    OPERATION
  }

  /**
   * One tensor, number or result.
   *
   * @param label the tensor's name, or the operation as reports call it; empty for a number
   * @param number of the program text; NaN for what is none
   * @param type dtype and shape
   * @param inputs positions of what it is computed from; each is less than its own
   * @param requiresGrad whether a gradient flows through it
   * @param line of the program, from 1; 0 for what is not an operation
   */
  public record Vertex(
      Kind kind,
      String label,
      double number,
      String type,
      List<Integer> inputs,
      boolean requiresGrad,
      int line) {
    public Vertex {
      inputs = List.copyOf(inputs);
    }
  }

  static Dataflow of(Program program, Map<Axis, List<SiteKey>> origins) {
    List<Vertex> vertices = new ArrayList<>();
    for (Node node : program.nodes()) {
      vertices.add(vertex(node));
    }
    Map<Integer, Integer> lines = new TreeMap<>();
    for (Node node : program.nodes()) {
      if (node instanceof Node.Apply apply) {
        lines.putIfAbsent(apply.line(), apply.location().line());
      }
    }
    return new Dataflow(vertices, program.loss().id(), origins, lines);
  }

  private static Vertex vertex(Node node) {
    String type = node.type().toString();
    if (node instanceof Node.Input input) {
      return new Vertex(
          Kind.TENSOR, input.name(), Double.NaN, type, List.of(), input.requiresGrad(), 0);
    }
    if (node instanceof Node.Constant constant) {
      return new Vertex(Kind.NUMBER, "", constant.value(), type, List.of(), false, 0);
    }
    Node.Apply apply = (Node.Apply) node;
    List<Integer> inputs = apply.inputs().stream().map(Node::id).toList();
    return new Vertex(
        Kind.OPERATION,
        apply.label(),
        Double.NaN,
        type,
        inputs,
        apply.requiresGrad(),
        apply.line());
  }
}
