package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;

/**
 * log Σ exp(x), with the maximum subtracted first. An infinite maximum is not subtracted, so that
 * nothing but −∞ gives −∞ and an ∞ gives ∞.
 */
final class LogSumExpOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "logsumexp",
        "log(sum(exp(x))) over the given dimensions",
        Signatures.INPUT,
        Signatures.DIMS,
        Signatures.KEEPDIM);
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    int[] dims = Checks.dims(call.arguments(), "dim", input.shape().rank());
    for (int dim : dims) {
      if (input.shape().extent(dim) == 0) {
        throw new InvalidCallException(
            "dim", "dimension " + dim + " of " + input.shape() + " is empty: it has no maximum");
      }
    }
    boolean keepDims = call.arguments().flag("keepdim");
    return new TensorType(input.dtype(), Checks.reduced(input.shape(), dims, keepDims));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    Value max = math.unary(Unary.FINITE_OR_ZERO, math.max(x, dims, true));
    Value sum = math.sum(math.unary(Unary.EXP, math.sub(x, max)), dims, true, "");
    Value result = math.add(math.unary(Unary.LOG, sum), max);
    return math.reshape(result, operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    Shape kept = Checks.withReducedDims(x.shape(), dims);
    Value softmax = math.unary(Unary.EXP, math.sub(x, math.reshape(result, kept)));
    return math.mul(math.reshape(grad, kept), softmax);
  }
}
