package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Comparison;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/** Largest and smallest elements over dimensions; several equal ones share the gradient evenly. */
final class ExtremumOp implements DifferentiableOp {
  private final Signature signature;
  private final boolean largest;

  private ExtremumOp(String name, String summary, boolean largest) {
    this.signature =
        Signatures.of(name, summary, Signatures.INPUT, Signatures.ALL_DIMS, Signatures.KEEPDIM);
    this.largest = largest;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new ExtremumOp("amax", "the largest elements; equal ones share the gradient", true),
        new ExtremumOp("amin", "the smallest elements; equal ones share the gradient", false));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    int[] dims = Checks.dims(call.arguments(), "dim", input.shape().rank());
    for (int dim : dims) {
      if (input.shape().extent(dim) == 0) {
        throw new InvalidCallException("dim", nothing(largest));
      }
    }
    boolean keepDims = call.arguments().flag("keepdim");
    return new TensorType(input.dtype(), Checks.reduced(input.shape(), dims, keepDims));
  }

  static String nothing(boolean largest) {
    return "nothing has no " + (largest ? "largest" : "smallest") + " element";
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    return extreme(math, x, dims, operands.arguments().flag("keepdim"), largest);
  }

  /** The largest or smallest element over some dimensions. */
  static Value extreme(Arithmetic math, Value x, int[] dims, boolean keepDims, boolean largest) {
    return largest ? math.max(x, dims, keepDims) : math.neg(math.max(math.neg(x), dims, keepDims));
  }

  /** NaN equals nothing, so that a gradient is divided by no winners: NaN for every element. */
  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    Value extreme = math.reshape(result, Checks.withReducedDims(x.shape(), dims));
    Value wins = math.compare(Comparison.EQ, x, extreme);
    Value share = share(math, math.reshape(grad, extreme.shape()), wins, dims);
    return math.where(wins, share, math.mul(share, math.scalar(x.dtype(), 0)));
  }

  /** A gradient divided by the number of winners, which no dtype is too narrow to count. */
  static Value share(Arithmetic math, Value grad, Value wins, int[] dims) {
    Value ties = math.sum(math.cast(wins, DType.FLOAT64), dims, true, "ties");
    return math.div(grad, math.cast(ties, grad.dtype()));
  }
}
