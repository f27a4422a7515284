package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.Comparison;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/**
 * The larger or smaller of two elements; NaN if either is. Equal ones get half the gradient each,
 * and where one is NaN both get all of it: neither has lost.
 */
final class LargerOp implements DifferentiableOp {
  private final Signature signature;
  private final Binary function;
  private final Comparison loses;

  private LargerOp(String name, String summary, Binary function, Comparison loses) {
    this.signature = Signatures.promoting(name, summary, Signatures.INPUT, Signatures.OTHER);
    this.function = function;
    this.loses = loses;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new LargerOp(
            "maximum",
            "the larger of two elements; equal ones get half the gradient each",
            Binary.MAXIMUM,
            Comparison.LT),
        new LargerOp(
            "minimum",
            "the smaller of two elements; equal ones get half the gradient each",
            Binary.MINIMUM,
            Comparison.GT));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    return Checks.broadcast(call, "input", "other");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.binary(function, operands.get("input"), operands.get("other"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    boolean isFirst = operands.is(operand, "input");
    Value own = operands.get(isFirst ? "input" : "other");
    Value opponent = operands.get(isFirst ? "other" : "input");
    Value half = math.mul(grad, math.scalar(grad.dtype(), 0.5));
    Value zero = math.scalar(grad.dtype(), 0);
    Value tied = math.where(math.compare(Comparison.EQ, own, opponent), half, grad);
    Value full = math.where(math.compare(loses, own, opponent), zero, tied);
    return math.sumTo(full, own.shape());
  }
}
