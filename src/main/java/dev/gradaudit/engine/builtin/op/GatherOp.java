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
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;

/**
 * Picks along one dimension by an index of the same rank: {@code result[i][j] =
 * input[index[i][j]][j]} for dimension 0. Backward adds up what comes back to an element that was
 * picked more than once, in the order of the index.
 */
final class GatherOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "gather",
        "elements picked along a dimension by an index of the same rank",
        Signatures.INPUT,
        Signatures.DIM,
        Parameter.required("index", Kind.INDICES));
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = call.type("input");
    Shape index = call.type("index").shape();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), input.shape().rank());
    if (index.rank() != input.shape().rank()) {
      throw new InvalidCallException(
          "index", "the index needs as many dimensions as input: " + input.shape().rank());
    }
    for (int i = 0; i < index.rank(); i++) {
      if (i != dim && index.extent(i) > input.shape().extent(i)) {
        throw new InvalidCallException(
            "index", "the index is longer than input along dimension " + i);
      }
    }
    return new TensorType(input.dtype(), index);
  }

  @Override
  public void checkIndices(Call call, String parameter, LongTensor indices) {
    Shape input = call.type("input").shape();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), input.rank());
    Checks.indices("index", indices, input.rank() == 0 ? 1 : input.extent(dim), false);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value index = operands.get("index");
    Value picked = math.gather(operands.get("input"), positions(operands), index.shape());
    return math.chosenBy(index, picked);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Shape shape = operands.get("input").shape();
    Value sum = math.scatterAdd(grad, positions(operands), shape, "");
    return math.chosenBy(operands.get("index"), sum);
  }

  private static int[] positions(Operands operands) {
    return positions(operands, operands.get("input").shape());
  }

  /** For each element of the index, the position that it picks in a tensor along {@code dim}. */
  static int[] positions(Operands operands, Shape input) {
    LongTensor index = (LongTensor) operands.get("index").tensor();
    int dim = Checks.dim("dim", operands.arguments().integer("dim"), input.rank());
    int extent = input.rank() == 0 ? 1 : input.extent(dim);
    Checks.indices("index", index, extent, false);
    int[] strides = input.strides();
    int[] indexExtents = index.shape().extents();
    int[] positions = new int[index.size()];
    int[] at = new int[indexExtents.length];
    for (int i = 0; i < positions.length; i++) {
      int position = 0;
      for (int d = 0; d < at.length; d++) {
        position += strides[d] * (d == dim ? (int) index.values()[i] : at[d]);
      }
      positions[i] = position;
      for (int d = at.length - 1; d >= 0 && ++at[d] == indexExtents[d]; d--) {
        at[d] = 0;
      }
    }
    return positions;
  }
}
