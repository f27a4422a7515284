package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;

/** The tensor itself, through which no gradient passes. */
final class DetachOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of("detach", "the tensor, but no gradient passes", Signatures.INPUT);
  }

  @Override
  public boolean isDifferentiable() {
    return false;
  }

  @Override
  public TensorType infer(Call call) {
    return call.type("input");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return operands.get("input");
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    throw new IllegalStateException("no gradient passes here");
  }
}
