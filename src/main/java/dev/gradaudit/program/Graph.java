package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes that a compilation makes, in the order in which they are made. */
final class Graph {
  private static final int MAX_NODES = 100_000;

  private final List<Node> nodes = new ArrayList<>();
  private final List<ReplacedCall> replacedCalls = new ArrayList<>();

  Node.Input input(String name, TensorType type, boolean requiresGrad) {
    Node.Input node = new Node.Input(nodes.size(), name, type, requiresGrad);
    nodes.add(node);
    return node;
  }

  /** Whether there is no room for more. */
  boolean isFull() {
    return nodes.size() >= MAX_NODES;
  }

  Node.Constant constant(double value, DType dtype) {
    Node.Constant node = new Node.Constant(nodes.size(), value, dtype);
    nodes.add(node);
    return node;
  }

  /** An application; its result carries a gradient when an operand does and it can. */
  Node.Apply apply(
      Op op, List<Node> inputs, Arguments arguments, TensorType type, Place place, Span at) {
    if (isFull()) {
      throw new LanguageException(
          at, "the program needs more than " + MAX_NODES + " tensors, numbers and operations");
    }
    if (type.shape().size() > Integer.MAX_VALUE) {
      throw new LanguageException(
          at,
          op.name() + " would give a tensor of shape " + type.shape() + ", which is too large",
          "a tensor has at most 2147483647 elements");
    }
    boolean requiresGrad =
        type.dtype().isFloating()
            && op.isDifferentiable()
            && (op.hasParameters() || inputs.stream().anyMatch(Node::requiresGrad));
    Node.Apply node =
        new Node.Apply(
            nodes.size(),
            op,
            inputs,
            arguments,
            type,
            requiresGrad,
            place.line(),
            place.column(),
            place.location(),
            place.composite());
    nodes.add(node);
    return node;
  }

  /** How many nodes there are: the id of the next one. */
  int size() {
    return nodes.size();
  }

  /** Remembers a call in whose place the graph has the nodes of a definition. */
  void replaced(CompositeOp op, List<Node> inputs, Arguments arguments, List<Node> results) {
    List<Integer> ids = results.stream().map(Node::id).toList();
    replacedCalls.add(new ReplacedCall(op, inputs, arguments, ids));
  }

  /** The inputs, and what the loss depends on, numbered anew. */
  Program program(List<String> statements, Node loss, String lossName) {
    boolean[] used = new boolean[nodes.size()];
    used[loss.id()] = true;
    for (int id = nodes.size() - 1; id >= 0; id--) {
      Node node = nodes.get(id);
      if (used[id] && node instanceof Node.Apply apply) {
        apply.inputs().forEach(input -> used[input.id()] = true);
      }
    }
    Map<Integer, Node> renumbered = new HashMap<>();
    List<Node> kept = new ArrayList<>();
    for (Node node : nodes) {
      if (used[node.id()] || node instanceof Node.Input) {
        Node copy = withId(node, kept.size(), renumbered);
        kept.add(copy);
        renumbered.put(node.id(), copy);
      }
    }
    Node newLoss = renumbered.getOrDefault(loss.id(), loss);
    return new Program(kept, statements, newLoss, lossName, keptCalls(renumbered), null);
  }

  /** The replaced calls of which everything that a call of them needs is part of the program. */
  private List<ReplacedCall> keptCalls(Map<Integer, Node> renumbered) {
    List<ReplacedCall> kept = new ArrayList<>();
    for (ReplacedCall call : replacedCalls) {
      List<Integer> results = call.results().stream().map(id -> newId(id, renumbered)).toList();
      boolean used = results.stream().anyMatch(id -> id != ReplacedCall.UNUSED);
      boolean callable =
          call.inputs().stream()
              .allMatch(
                  input -> input instanceof Node.Constant || renumbered.containsKey(input.id()));
      if (used && callable) {
        List<Node> inputs =
            call.inputs().stream()
                .map(input -> renumbered.getOrDefault(input.id(), input))
                .toList();
        kept.add(new ReplacedCall(call.op(), inputs, call.arguments(), results));
      }
    }
    return kept;
  }

  private static int newId(int id, Map<Integer, Node> renumbered) {
    Node node = renumbered.get(id);
    return node == null ? ReplacedCall.UNUSED : node.id();
  }

  private static Node withId(Node node, int id, Map<Integer, Node> renumbered) {
    if (node instanceof Node.Input input) {
      return new Node.Input(id, input.name(), input.type(), input.requiresGrad());
    }
    if (node instanceof Node.Constant constant) {
      return new Node.Constant(id, constant.value(), constant.dtype());
    }
    Node.Apply apply = (Node.Apply) node;
    List<Node> inputs =
        apply.inputs().stream().map(input -> renumbered.getOrDefault(input.id(), input)).toList();
    return new Node.Apply(
        id,
        apply.op(),
        inputs,
        apply.arguments(),
        apply.type(),
        apply.requiresGrad(),
        apply.line(),
        apply.column(),
        apply.location(),
        apply.composite());
  }

  /**
   * Where an application stands.
   *
   * @param line the program line, from 1
   * @param column from 1
   * @param composite the operators whose definitions it is part of, such as {@code normalize}, the
   *     outermost first and separated by slashes; empty for an operator of the program itself
   */
  record Place(int line, int column, Location location, String composite) {
    /** The place of what the definition of an operator that is called here consists of. */
    Place inside(String op) {
      return new Place(line, column, location, composite.isEmpty() ? op : composite + "/" + op);
    }
  }
}
