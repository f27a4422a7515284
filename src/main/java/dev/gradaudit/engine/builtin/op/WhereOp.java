package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;

/**
 * Elements of one tensor where a condition holds, and of another elsewhere. The gradient goes to
 * the one that was chosen; the other gets 0, whatever its value.
 */
final class WhereOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.promoting(
        "where",
        "elements of input where the condition holds, of other elsewhere",
        Parameter.required("condition", Kind.MASK),
        Signatures.INPUT,
        Signatures.OTHER);
  }

  /** As a method it is {@code x.where(condition, other)}. */
  @Override
  public int receiver() {
    return 1;
  }

  @Override
  public TensorType infer(Call call) {
    Shape values = Checks.broadcastShape(call, "input", "other");
    Shape shape =
        Shape.broadcast(call.type("condition").shape(), values)
            .orElseThrow(
                () -> new InvalidCallException("condition", "the shapes do not broadcast"));
    return new TensorType(call.type("input").dtype(), shape);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.where(operands.get("condition"), operands.get("input"), operands.get("other"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value condition = operands.get("condition");
    Value zero = math.scalar(grad.dtype(), 0);
    boolean chosen = operands.is(operand, "input");
    Value full = chosen ? math.where(condition, grad, zero) : math.where(condition, zero, grad);
    return math.sumTo(full, operands.get(chosen ? "input" : "other").shape());
  }
}
