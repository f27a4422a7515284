package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Positions;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import java.util.List;

/**
 * Adds elements of a source to places of the input that an index of the same shape picks along a
 * dimension. Each place sums its own element first, then its contributions in the order of the
 * index.
 */
final class ScatterAddOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "scatter_add",
        "x with elements of src added to the places that an index picks along a dimension",
        Signatures.INPUT,
        Signatures.DIM,
        Parameter.required("index", Kind.INDICES),
        Parameter.required("src", Kind.TENSOR));
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    TensorType src = Checks.floating(call, "src");
    Checks.sameDType("src", input, src);
    Shape index = call.type("index").shape();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), input.shape().rank());
    boolean fits = index.rank() == input.shape().rank() && index.rank() == src.shape().rank();
    for (int i = 0; fits && i < index.rank(); i++) {
      fits =
          index.extent(i) <= src.shape().extent(i)
              && (i == dim || index.extent(i) <= input.shape().extent(i));
    }
    if (!fits) {
      throw new InvalidCallException(
          "index",
          "an index of "
              + index
              + " does not fit input "
              + input.shape()
              + " and src "
              + src.shape(),
          "all three need one rank, and the index is nowhere longer than src, nor than input"
              + " outside of dim");
    }
    return input;
  }

  @Override
  public void checkIndices(Call call, String parameter, LongTensor indices) {
    Shape input = call.type("input").shape();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), input.rank());
    Checks.indices("index", indices, input.rank() == 0 ? 1 : input.extent(dim), false);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] places = places(operands);
    Value src = math.gather(operands.get("src"), sources(operands), Shape.of(places.length));
    int size = x.tensor().size();
    int[] positions = new int[size + places.length];
    for (int i = 0; i < size; i++) {
      positions[i] = i;
    }
    System.arraycopy(places, 0, positions, size, places.length);
    Value sum = math.scatterAdd(math.concat(List.of(x, src)), positions, x.shape(), "");
    return math.chosenBy(operands.get("index"), sum);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    if (operands.is(operand, "input")) {
      return grad;
    }
    int[] places = places(operands);
    Value picked = math.gather(grad, places, Shape.of(places.length));
    Shape src = operands.get("src").shape();
    Value back = math.scatter(picked, sources(operands), src);
    return math.chosenBy(operands.get("index"), back);
  }

  private static int[] places(Operands operands) {
    return GatherOp.positions(operands, operands.get("input").shape());
  }

  /** The part of src that the index covers. */
  private static int[] sources(Operands operands) {
    Shape src = operands.get("src").shape();
    return Positions.strided(operands.get("index").shape().extents(), 0, src.strides());
  }
}
