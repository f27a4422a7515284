package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/** Softmax and its logarithm along one dimension, with the maximum subtracted first. */
final class SoftmaxOp implements DifferentiableOp, CompositeOp {
  private final Signature signature;
  private final boolean log;

  private SoftmaxOp(String name, String summary, boolean log) {
    this.signature =
        Signatures.of(name, summary, Signatures.INPUT, Signatures.DIM, Signatures.DTYPE);
    this.log = log;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new SoftmaxOp("softmax", "exp(x) / sum(exp(x)) along a dimension", false),
        new SoftmaxOp("log_softmax", "x - log(sum(exp(x))) along a dimension", true));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public boolean expands(Call call) {
    return !call.arguments().isNone("dtype");
  }

  @Override
  public String definition(Call call) {
    return "torch." + name() + "(input.to(dtype), dim)";
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    Checks.dim("dim", call.arguments().integer("dim"), input.shape().rank());
    return input;
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    return log ? logSoftmax(math, x, dims(operands)) : softmax(math, x, dims(operands));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    int[] dims = dims(operands);
    if (log) {
      return logSoftmaxGrad(math, result, grad, dims);
    }
    Value projected = math.sum(math.mul(grad, result), dims, true, "projection");
    return math.mul(math.sub(grad, projected), result);
  }

  private static Value softmax(Arithmetic math, Value x, int[] dims) {
    if (x.tensor().size() == 0) {
      return x;
    }
    Value exp = math.unary(Unary.EXP, math.sub(x, math.max(x, dims, true)));
    return math.div(exp, math.sum(exp, dims, true, "denominator"));
  }

  /** (x − max) − log Σ exp(x − max). */
  static Value logSoftmax(Arithmetic math, Value x, int[] dims) {
    if (x.tensor().size() == 0) {
      return x;
    }
    Value shifted = math.sub(x, math.max(x, dims, true));
    Value sum = math.sum(math.unary(Unary.EXP, shifted), dims, true, "denominator");
    return math.sub(shifted, math.unary(Unary.LOG, sum));
  }

  /** g − softmax · Σg. */
  static Value logSoftmaxGrad(Arithmetic math, Value result, Value grad, int[] dims) {
    Value sum = math.sum(grad, dims, true, "projection");
    return math.sub(grad, math.mul(math.unary(Unary.EXP, result), sum));
  }

  private static int[] dims(Operands operands) {
    int rank = operands.resultShape().rank();
    int dim = Checks.dim("dim", operands.arguments().integer("dim"), rank);
    return rank == 0 ? new int[0] : new int[] {dim};
  }
}
