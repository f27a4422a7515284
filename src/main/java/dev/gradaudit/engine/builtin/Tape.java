package dev.gradaudit.engine.builtin;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One forward and backward pass. Knows no calculus: it walks the graph in execution order, then in
 * reverse, asks each operator for its operands' gradients, and accumulates what arrives at a node
 * over its uses in program order.
 */
final class Tape {
  private final TrainingStep step;
  private final ScopedArithmetic math;
  private final AnomalyDetector anomalies;
  private final BooleanSupplier cancelled;
  private final Value[] values;

  /** Of each node, whether it holds infinities that the program means. */
  private final boolean[] meansInfinity;

  private final @Nullable Operands[] operands;
  private final List<List<Value>> arriving;

  /** For each contribution, the node that it comes from; in the same sequence. */
  private final List<List<Integer>> users;

  /**
   * @param anomalies looks at every result; it may look away
   */
  Tape(
      TrainingStep step,
      ScopedArithmetic math,
      AnomalyDetector anomalies,
      BooleanSupplier cancelled) {
    this.step = step;
    this.math = math;
    this.anomalies = anomalies;
    this.cancelled = cancelled;
    int nodes = step.program().nodes().size();
    this.values = new Value[nodes];
    this.meansInfinity = new boolean[nodes];
    this.operands = new Operands[nodes];
    this.arriving = new ArrayList<>(nodes);
    this.users = new ArrayList<>(nodes);
    for (int i = 0; i < nodes; i++) {
      arriving.add(new ArrayList<>(1));
      users.add(new ArrayList<>(1));
    }
  }

  /** Thrown between two operations when the user has asked to stop. */
  static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** The loss, and a gradient for each input that requires one; null where none arrives. */
  record Result(Value loss, Map<String, @Nullable Value> gradients) {}

  Result run() {
    Program program = step.program();
    for (Node node : program.nodes()) {
      checkCancelled();
      values[node.id()] = forward(node);
    }
    Map<String, @Nullable Value> gradients = new LinkedHashMap<>();
    for (Node.Input input : program.inputs()) {
      if (input.requiresGrad()) {
        gradients.put(input.name(), null);
      }
    }
    Node loss = program.loss();
    if (loss.requiresGrad()) {
      anomalies.data("grad_output", step.gradOutput());
      arriving.get(loss.id()).add(math.constant(step.gradOutput()));
    }
    for (int id = loss.id(); id >= 0; id--) {
      checkCancelled();
      Node node = program.nodes().get(id);
      if (node.requiresGrad() && !arriving.get(id).isEmpty()) {
        Value grad = accumulated(node);
        if (node instanceof Node.Apply apply) {
          backward(apply, grad);
        } else if (node instanceof Node.Input input) {
          gradients.put(input.name(), grad);
        }
      }
    }
    return new Result(values[loss.id()], gradients);
  }

  private Value forward(Node node) {
    if (node instanceof Node.Input input) {
      Tensor tensor = step.tensors().get(input.name());
      if (tensor == null) {
        throw new IllegalArgumentException("no tensor for the input " + input.name());
      }
      anomalies.data(input.name(), tensor);
      return math.constant(tensor);
    }
    if (node instanceof Node.Constant constant) {
      meansInfinity[node.id()] = Double.isInfinite(constant.value());
      Value number = math.scalar(constant.dtype(), constant.value());
      if (!meansInfinity[node.id()]) {
        anomalies.data("constant", number.tensor());
      }
      return number;
    }
    Node.Apply apply = (Node.Apply) node;
    SiteScope scope = SiteScope.forward(apply);
    math.enter(scope);
    Operands bound = bind(apply);
    operands[apply.id()] = bound;
    Value result = rule(apply).forward(math, bound);
    meansInfinity[node.id()] = anomalies.computed(scope, result.tensor(), isGivenInfinities(apply));
    return result;
  }

  /** Whether the program writes an infinity here, or has written one in an operand. */
  private boolean isGivenInfinities(Node.Apply node) {
    return node.inputs().stream().anyMatch(input -> meansInfinity[input.id()])
        || node.op().signature().parameters().stream()
            .anyMatch(
                parameter ->
                    node.arguments().get(parameter.name()) instanceof Argument.Num number
                        && Double.isInfinite(number.value()));
  }

  /** Adds up what arrived; the uses were visited last first, so the list is turned round. */
  private Value accumulated(Node node) {
    List<Value> uses = arriving.get(node.id());
    if (uses.size() == 1) {
      return uses.get(0);
    }
    List<Value> inProgramOrder = new ArrayList<>(uses.size());
    for (int i = uses.size() - 1; i >= 0; i--) {
      inProgramOrder.add(uses.get(i));
    }
    SiteScope scope = SiteScope.fanOut(node);
    math.enter(scope);
    Value sum = math.accumulate(inProgramOrder, groups(users.get(node.id())));
    anomalies.computed(scope, sum.tensor());
    return sum;
  }

  /** How many contributions each node makes, the nodes in program order. */
  private static List<Integer> groups(List<Integer> lastFirst) {
    List<Integer> groups = new ArrayList<>();
    for (int i = lastFirst.size() - 1; i >= 0; i--) {
      boolean same = i + 1 < lastFirst.size() && lastFirst.get(i).equals(lastFirst.get(i + 1));
      if (same) {
        groups.set(groups.size() - 1, groups.get(groups.size() - 1) + 1);
      } else {
        groups.add(1);
      }
    }
    return groups;
  }

  private void backward(Node.Apply node, Value grad) {
    Operands bound = Objects.requireNonNull(operands[node.id()]);
    Value result = values[node.id()];
    for (int operand = node.inputs().size() - 1; operand >= 0; operand--) {
      Node input = node.inputs().get(operand);
      if (input.requiresGrad()) {
        SiteScope scope = SiteScope.gradOf(node, parameterOf(node, operand));
        math.enter(scope);
        Value contribution = rule(node).backward(math, bound, result, grad, operand);
        requireType(node, input, contribution);
        anomalies.computed(scope, contribution.tensor());
        arriving.get(input.id()).add(contribution);
        users.get(input.id()).add(node.id());
      }
    }
  }

  private Operands bind(Node.Apply node) {
    List<Value> inputs = new ArrayList<>(node.inputs().size());
    for (Node input : node.inputs()) {
      inputs.add(values[input.id()]);
    }
    return new Operands(node, inputs, step.seed());
  }

  private void checkCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new CancelledException();
    }
  }

  /** The name of the parameter to which an operand was bound. */
  private static String parameterOf(Node.Apply node, int operand) {
    for (Parameter parameter : node.op().signature().parameters()) {
      for (Argument argument : node.arguments().items(parameter.name())) {
        if (argument instanceof Argument.Operand bound && bound.input() == operand) {
          return parameter.name();
        }
      }
    }
    return "operand " + operand;
  }

  private static DifferentiableOp rule(Node.Apply node) {
    if (node.op() instanceof DifferentiableOp op) {
      return op;
    }
    throw new IllegalArgumentException("the built-in engine has no rule for " + node.op().name());
  }

  /** A rule that gives the wrong type is a bug of ours: better found here than far away. */
  private static void requireType(Node.Apply node, Node input, Value gradient) {
    boolean fits =
        gradient.shape().equals(input.type().shape()) && gradient.dtype() == input.type().dtype();
    if (!fits) {
      throw new IllegalStateException(
          "the rule of "
              + node.op().name()
              + " gave a gradient of "
              + gradient.dtype().label()
              + gradient.shape()
              + " for an operand of "
              + input.type());
    }
  }
}
