package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.List;

/**
 * Sum and mean over some or all dimensions. A mean is the sum divided once by the number of terms;
 * of no terms, a sum is 0 and a mean is NaN. Truth values and integers have an int64 sum, and no
 * mean.
 */
final class SumOp implements DifferentiableOp, CompositeOp {
  private final Signature signature;
  private final boolean mean;

  private SumOp(String name, String summary, boolean mean) {
    this.signature =
        Signatures.of(
            name,
            summary,
            Signatures.INPUT,
            Signatures.ALL_DIMS,
            Signatures.KEEPDIM,
            Signatures.DTYPE);
    this.mean = mean;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new SumOp("sum", "sum over all or the given dimensions", false),
        new SumOp("mean", "sum divided by the number of terms", true));
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
    return "torch." + name() + "(input.to(dtype), dim, keepdim)";
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = mean ? Checks.floating(call, "input") : call.type("input");
    int[] dims = Checks.dims(call.arguments(), "dim", input.shape().rank());
    boolean keepDims = call.arguments().flag("keepdim");
    DType dtype = input.dtype().isFloating() ? input.dtype() : DType.INT64;
    return new TensorType(dtype, Checks.reduced(input.shape(), dims, keepDims));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    boolean keepDims = operands.arguments().flag("keepdim");
    if (!x.dtype().isFloating()) {
      // A count, of truth values as a rule: exact in float64.
      return math.cast(math.sum(math.cast(x, DType.FLOAT64), dims, keepDims, ""), DType.INT64);
    }
    Value sum = math.sum(x, dims, keepDims, "");
    return mean ? math.div(sum, math.number(x.dtype(), terms(x.shape(), dims))) : sum;
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    Value kept = math.reshape(grad, Checks.withReducedDims(x.shape(), dims));
    Value each = mean ? math.div(kept, math.number(x.dtype(), terms(x.shape(), dims))) : kept;
    return math.expand(each, x.shape());
  }

  private static double terms(Shape shape, int[] dims) {
    double terms = 1;
    for (int dim : dims) {
      terms *= shape.extent(dim);
    }
    return terms;
  }
}
