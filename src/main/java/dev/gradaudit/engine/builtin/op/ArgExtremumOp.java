package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/** Positions of largest and smallest elements, the first of equal ones; int64, no gradient. */
final class ArgExtremumOp implements DifferentiableOp {
  private final Signature signature;
  private final boolean largest;

  private ArgExtremumOp(String name, String summary, boolean largest) {
    this.signature =
        Signatures.of(
            name,
            summary,
            Signatures.INPUT,
            Parameter.optional("dim", Kind.INT, Argument.none()),
            Signatures.KEEPDIM);
    this.largest = largest;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new ArgExtremumOp("argmax", "position of the largest element, the first of equals", true),
        new ArgExtremumOp(
            "argmin", "position of the smallest element, the first of equals", false));
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
        throw new InvalidCallException("dim", "there is nothing to choose from");
      }
    }
    return new TensorType(
        DType.INT64, Checks.reduced(input.shape(), dims, call.arguments().flag("keepdim")));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    boolean keepDims = operands.arguments().flag("keepdim");
    return math.argmax(largest ? x : math.neg(x), dims, keepDims);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    throw new IllegalStateException("a position has no gradient");
  }
}
