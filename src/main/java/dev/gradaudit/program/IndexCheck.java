package dev.gradaudit.program;

import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Tensor;
import java.util.Map;
import java.util.function.Consumer;

/** Checks labels and indices that stand in the scenario before anything runs. */
public final class IndexCheck {
  private IndexCheck() {}

  /** Reports each operator whose labels or indices are out of range. */
  public static void check(Program program, Map<String, Tensor> tensors, Consumer<Fault> faults) {
    for (Node node : program.nodes()) {
      if (node instanceof Node.Apply apply) {
        check(apply, tensors, faults);
      }
    }
  }

  private static void check(Node.Apply node, Map<String, Tensor> tensors, Consumer<Fault> faults) {
    Call call = new Call(node.arguments(), node.inputs().stream().map(Node::type).toList());
    for (Parameter parameter : node.op().signature().parameters()) {
      int position = node.arguments().input(parameter.name()).orElse(-1);
      if (position >= 0
          && node.inputs().get(position) instanceof Node.Input input
          && tensors.get(input.name()) instanceof LongTensor indices) {
        try {
          node.op().checkIndices(call, parameter.name(), indices);
        } catch (InvalidCallException e) {
          faults.accept(new Fault(node.location(), node.op().name() + ": " + e.text(), e.advice()));
        }
      }
    }
  }
}
