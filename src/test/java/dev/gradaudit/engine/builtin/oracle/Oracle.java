package dev.gradaudit.engine.builtin.oracle;

import dev.gradaudit.program.Node;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * Evaluates programs in decimal arithmetic. Knows no derivatives: those are quotients of
 * differences with a step so small that some 35 digits of them are right.
 */
public final class Oracle {
  private static final BigDecimal STEP = BigDecimal.ONE.movePointLeft(20);

  private final TrainingStep step;

  public Oracle(TrainingStep step) {
    this.step = step;
  }

  /** Whether there is a definition of an operator. */
  public static boolean defines(String op) {
    return BigOps.defines(op);
  }

  /** The elements of the loss. */
  public BigDecimal[] loss() {
    return evaluate(Map.of(), BigDecimal.ZERO).elements();
  }

  /** The derivative of Σ cotangent·loss along a direction, given for some of the inputs. */
  public BigDecimal derivative(Map<String, Tensor> direction) {
    BigDecimal difference =
        objective(direction, STEP).subtract(objective(direction, STEP.negate()));
    return difference.divide(STEP.multiply(BigMath.TWO), BigMath.DIGITS);
  }

  private BigDecimal objective(Map<String, Tensor> direction, BigDecimal distance) {
    BigTensor loss = evaluate(direction, distance);
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < loss.elements().length; i++) {
      BigDecimal cotangent = new BigDecimal(step.gradOutput().doubleAt(i));
      sum = sum.add(cotangent.multiply(loss.elements()[i]));
    }
    return sum;
  }

  private BigTensor evaluate(Map<String, Tensor> direction, BigDecimal distance) {
    Program program = step.program();
    Map<Integer, BigTensor> values = new HashMap<>();
    for (Node node : program.nodes()) {
      values.put(node.id(), value(node, values, direction, distance));
    }
    return values.get(program.loss().id());
  }

  private BigTensor value(
      Node node,
      Map<Integer, BigTensor> values,
      Map<String, Tensor> direction,
      BigDecimal distance) {
    if (node instanceof Node.Input input) {
      BigTensor x = BigTensor.of(step.tensors().get(input.name()));
      Tensor moves = direction.get(input.name());
      return moves == null
          ? x
          : x.zip(BigTensor.of(moves), (value, d) -> value.add(d.multiply(distance)));
    }
    if (node instanceof Node.Constant constant) {
      Tensor rounded = Tensors.filled(constant.dtype(), constant.type().shape(), constant.value());
      return BigTensor.of(rounded);
    }
    Node.Apply apply = (Node.Apply) node;
    BigCall call =
        new BigCall(
            apply.arguments(),
            apply.inputs().stream().map(input -> values.get(input.id())).toList(),
            apply.inputs().stream().map(input -> input.type().dtype()).toList());
    return BigOps.apply(apply.op().name(), call);
  }
}
