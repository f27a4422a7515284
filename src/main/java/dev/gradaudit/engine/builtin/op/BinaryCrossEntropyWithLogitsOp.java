package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;

/**
 * The same loss from logits, in the form that neither overflows nor cancels: (1 − t)·x − log σ(x),
 * with log σ(x) = min(x, 0) − log(1 + exp(−|x|)). The gradient is (σ(x) − t)·grad.
 */
final class BinaryCrossEntropyWithLogitsOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.promoting(
        "binary_cross_entropy_with_logits",
        "cross entropy of sigmoid(input) and targets between 0 and 1, in the stable form",
        Signatures.INPUT,
        Signatures.TARGET,
        Signatures.REDUCTION);
  }

  @Override
  public TensorType infer(Call call) {
    return BinaryCrossEntropyOp.inferSameShape(call);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    Value one = math.scalar(x.dtype(), 1);
    Value scaled = math.mul(math.sub(one, operands.get("target")), x);
    return LossReduction.of(operands).reduce(math, math.sub(scaled, logSigmoid(math, x)));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    Value slope =
        operands.is(operand, "input")
            ? math.sub(math.unary(Unary.SIGMOID, x), operands.get("target"))
            : math.neg(x);
    Value full = math.mul(slope, grad);
    return LossReduction.of(operands).divided(math, full, x.tensor().size());
  }

  private static Value logSigmoid(Arithmetic math, Value x) {
    Value negative = math.binary(Binary.MINIMUM, x, math.scalar(x.dtype(), 0));
    Value exp = math.unary(Unary.EXP, math.neg(math.unary(Unary.ABS, x)));
    return math.sub(negative, math.unary(Unary.LOG1P, exp));
  }
}
