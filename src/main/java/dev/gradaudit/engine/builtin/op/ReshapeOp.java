package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** The same elements under another shape: {@code reshape}, {@code view} and {@code flatten}. */
final class ReshapeOp implements DifferentiableOp {
  /** Computes the new shape. */
  private interface NewShape {
    Shape of(Call call, Shape input);
  }

  private final Signature signature;
  private final NewShape newShape;

  private ReshapeOp(Signature signature, NewShape newShape) {
    this.signature = signature;
    this.newShape = newShape;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new ReshapeOp(
            Signatures.withAliases(
                Signatures.of(
                    "reshape",
                    "the same elements in row-major order under another shape; -1 is inferred",
                    Signatures.INPUT,
                    Parameter.required("shape", Kind.INTS)),
                "view"),
            ReshapeOp::reshaped),
        new ReshapeOp(
            Signatures.of(
                "flatten",
                "dimensions start_dim to end_dim as one",
                Signatures.INPUT,
                Parameter.optional("start_dim", Kind.INT, Argument.of(0)),
                Parameter.optional("end_dim", Kind.INT, Argument.of(-1))),
            ReshapeOp::flattened));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = call.type("input");
    return new TensorType(input.dtype(), newShape.of(call, input.shape()));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.reshape(operands.get("input"), operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return math.reshape(grad, operands.get("input").shape());
  }

  private static Shape reshaped(Call call, Shape input) {
    int[] extents = call.arguments().integers("shape");
    int inferred = -1;
    long known = 1;
    for (int dim = 0; dim < extents.length; dim++) {
      if (extents[dim] == -1 && inferred < 0) {
        inferred = dim;
      } else if (extents[dim] < 0) {
        throw new InvalidCallException(
            "shape",
            "invalid shape "
                + Arrays.toString(extents)
                + ": extents are not negative, but for one -1");
      } else {
        known = multiplySaturating(known, extents[dim]);
      }
    }
    if (inferred >= 0 && known > 0 && input.size() % known == 0) {
      extents[inferred] = Math.toIntExact(input.size() / known);
      return Shape.of(extents);
    }
    if (inferred >= 0 || known != input.size()) {
      throw new InvalidCallException(
          "shape",
          "cannot view "
              + input
              + " ("
              + input.size()
              + " elements) as "
              + Arrays.toString(extents),
          inferred >= 0
              ? input.size() + " is not a multiple of " + known
              : "that would be " + known + " elements");
    }
    return Shape.of(extents);
  }

  private static long multiplySaturating(long product, int extent) {
    return Math.multiplyHigh(product, extent) == 0 && product * extent >= 0
        ? product * extent
        : Long.MAX_VALUE;
  }

  private static Shape flattened(Call call, Shape input) {
    if (input.rank() == 0) {
      return Shape.of(1);
    }
    int start = Checks.dim("start_dim", call.arguments().integer("start_dim"), input.rank());
    int end = Checks.dim("end_dim", call.arguments().integer("end_dim"), input.rank());
    if (start > end) {
      throw new InvalidCallException(
          "end_dim", "start_dim " + start + " comes after end_dim " + end);
    }
    int[] extents = new int[input.rank() - (end - start)];
    for (int dim = 0; dim < start; dim++) {
      extents[dim] = input.extent(dim);
    }
    extents[start] = 1;
    for (int dim = start; dim <= end; dim++) {
      extents[start] *= input.extent(dim);
    }
    for (int dim = end + 1; dim < input.rank(); dim++) {
      extents[dim - (end - start)] = input.extent(dim);
    }
    return Shape.of(extents);
  }
}
