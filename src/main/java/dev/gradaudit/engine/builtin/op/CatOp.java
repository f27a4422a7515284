package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Positions;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Tensors joined along a dimension. */
final class CatOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.withAliases(
        Signatures.promoting(
            "cat",
            "tensors joined along a dimension",
            Parameter.required("tensors", Kind.TENSORS),
            Parameter.optional("dim", Kind.INT, Argument.of(0))),
        "concat",
        "concatenate");
  }

  @Override
  public TensorType infer(Call call) {
    TensorType first = call.inputs().get(0);
    int rank = first.shape().rank();
    if (rank == 0) {
      throw new InvalidCallException(
          "tensors",
          "scalars cannot be joined",
          "give each a dimension with .unsqueeze(0), or stack");
    }
    int dim = Checks.dim("dim", call.arguments().integer("dim"), rank);
    int[] extents = first.shape().extents();
    long total = 0;
    for (TensorType type : call.inputs()) {
      Checks.sameDType("tensors", first, type);
      boolean fits = type.shape().rank() == rank;
      for (int i = 0; fits && i < rank; i++) {
        fits = i == dim || type.shape().extent(i) == extents[i];
      }
      if (!fits) {
        throw new InvalidCallException(
            "tensors",
            "the shapes have to be the same but along dimension " + dim,
            first.shape() + " and " + type.shape() + " are not");
      }
      total += type.shape().extent(dim);
    }
    extents[dim] = Math.toIntExact(total);
    return new TensorType(first.dtype(), Shape.of(extents));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    List<Value> tensors = new ArrayList<>();
    for (int input : operands.arguments().inputs("tensors")) {
      tensors.add(operands.input(input));
    }
    Shape shape = operands.resultShape();
    int dim = Checks.dim("dim", operands.arguments().integer("dim"), shape.rank());
    // The tensors lie end to end; each fills a window of the result.
    int[] positions = new int[Math.toIntExact(shape.size())];
    int laid = 0;
    int along = 0;
    for (Value tensor : tensors) {
      int[] window = window(shape, tensor.shape(), dim, along);
      for (int i = 0; i < window.length; i++) {
        positions[window[i]] = laid + i;
      }
      laid += window.length;
      along += tensor.shape().extent(dim);
    }
    return math.gather(math.concat(tensors), positions, shape);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    int dim = Checks.dim("dim", operands.arguments().integer("dim"), grad.shape().rank());
    int along = 0;
    for (int input : operands.arguments().inputs("tensors")) {
      Shape own = operands.input(input).shape();
      if (input == operand) {
        return math.gather(grad, window(grad.shape(), own, dim, along), own);
      }
      along += own.extent(dim);
    }
    throw new IllegalArgumentException("no operand " + operand);
  }

  /** The positions of a part that begins at {@code along} in a dimension. */
  private static int[] window(Shape whole, Shape part, int dim, int along) {
    return Positions.strided(part.extents(), along * whole.strides()[dim], whole.strides());
  }
}
