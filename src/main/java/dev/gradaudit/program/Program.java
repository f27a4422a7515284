package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled program: a directed acyclic graph in execution order, so that each node's inputs come
 * before it. Nodes that the loss does not depend on are not part of it.
 *
 * @param nodes every node, by id
 * @param statements the program text, one entry per program line, as written
 * @param loss the node whose gradient is taken
 * @param lossName the name it was assigned to
 * @param external what computes the step instead; null for a program of the language
 * @param replacedCalls the calls that were replaced by definitions, as the program has them; those
 *     inside of a definition come before the call that it belongs to
 */
public record Program(
    List<Node> nodes,
    List<String> statements,
    Node loss,
    String lossName,
    List<ReplacedCall> replacedCalls,
    @Nullable ExternalCommand external) {
  public Program {
    nodes = List.copyOf(nodes);
    statements = List.copyOf(statements);
    replacedCalls = List.copyOf(replacedCalls);
  }

  /** A program in which no call was replaced. */
  public Program(List<Node> nodes, List<String> statements, Node loss, String lossName) {
    this(nodes, statements, loss, lossName, List.of(), null);
  }

  /** Stands for a step that another program computes: nothing is known of it. */
  public static Program of(ExternalCommand external) {
    Node.Constant nothing = new Node.Constant(0, 0, DType.FLOAT32);
    List<String> statements = List.of(String.join(" ", external.words()));
    return new Program(List.of(nothing), statements, nothing, "loss", List.of(), external);
  }

  /** The calls of the scenario's own module, in execution order. */
  public List<Node.Apply> moduleCalls() {
    return nodes.stream()
        .filter(Node.Apply.class::isInstance)
        .map(Node.Apply.class::cast)
        .filter(node -> node.op() instanceof ModuleOp)
        .toList();
  }

  /** The tensors of the scenario, in the order of the file; also those that the loss ignores. */
  public List<Node.Input> inputs() {
    return nodes.stream().filter(Node.Input.class::isInstance).map(Node.Input.class::cast).toList();
  }
}
