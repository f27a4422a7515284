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
import java.util.Arrays;

/** Dimensions of extent 1 repeated; −1 keeps an extent. Backward sums over the repetitions. */
final class ExpandOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.withAliases(
        Signatures.of(
            "expand",
            "dimensions of extent 1 repeated; -1 keeps an extent",
            Signatures.INPUT,
            Parameter.required("size", Kind.INTS)),
        "broadcast_to");
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = call.type("input");
    Shape from = input.shape();
    int[] size = call.arguments().integers("size");
    int added = size.length - from.rank();
    boolean fits = added >= 0;
    for (int dim = 0; fits && dim < size.length; dim++) {
      boolean isNew = dim < added;
      int extent = isNew ? 1 : from.extent(dim - added);
      if (size[dim] == -1 && !isNew) {
        size[dim] = extent;
      }
      fits = size[dim] >= 0 && (extent == size[dim] || extent == 1);
    }
    if (!fits) {
      throw new InvalidCallException(
          "size",
          "cannot expand " + from + " to " + Arrays.toString(size),
          "an extent stays as it is unless it is 1; new dimensions come first");
    }
    return new TensorType(input.dtype(), Shape.of(size));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.expand(operands.get("input"), operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return math.sumTo(grad, operands.get("input").shape());
  }
}
