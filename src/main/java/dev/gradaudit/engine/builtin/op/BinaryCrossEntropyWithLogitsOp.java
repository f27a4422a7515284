package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;

/**
 * The same loss from logits, in the form that neither overflows nor cancels: (1 − t)·x − log σ(x),
 * with log σ(x) = min(x, 0) − log(1 + exp(−|x|)). The gradient is (σ(x) − t)·grad.
 */
final class BinaryCrossEntropyWithLogitsOp implements DifferentiableOp, CompositeOp {
  @Override
  public Signature signature() {
    return Signatures.promoting(
        "binary_cross_entropy_with_logits",
        "cross entropy of sigmoid(input) and targets between 0 and 1, in the stable form",
        Signatures.INPUT,
        Signatures.TARGET,
        Parameter.optional("weight", Kind.OPTIONAL_TENSOR, Argument.none()),
        Signatures.REDUCTION,
        Parameter.optional("pos_weight", Kind.OPTIONAL_TENSOR, Argument.none()));
  }

  @Override
  public boolean expands(Call call) {
    return !call.arguments().isNone("weight") || !call.arguments().isNone("pos_weight");
  }

  /** With p for pos_weight: (1 − t)·x − (1 + (p − 1)·t)·log σ(x). */
  @Override
  public String definition(Call call) {
    BinaryCrossEntropyOp.checkFactor(call, "weight");
    BinaryCrossEntropyOp.checkFactor(call, "pos_weight");
    String losses =
        call.arguments().isNone("pos_weight")
            ? "F.binary_cross_entropy_with_logits(input, target, reduction='none')"
            : "(1 - target) * input - (1 + (pos_weight - 1) * target) * F.logsigmoid(input)";
    String weight = call.arguments().isNone("weight") ? "" : "(" + losses + ") * weight";
    return LossReduction.check(call).text(weight.isEmpty() ? losses : weight);
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
