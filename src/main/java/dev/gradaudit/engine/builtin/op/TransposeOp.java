package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two dimensions exchanged: {@code transpose(dim0, dim1)}, {@code t()}, {@code .T}, {@code .mT}.
 */
final class TransposeOp implements DifferentiableOp {
  /** For each dimension of the result, the one of the operand; the exchange is its own inverse. */
  private interface Exchange {
    int[] dims(Arguments arguments, Shape input);
  }

  private final Signature signature;
  private final Exchange exchange;

  private TransposeOp(Signature signature, Exchange exchange) {
    this.signature = signature;
    this.exchange = exchange;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new TransposeOp(
            Signatures.withAliases(
                Signatures.of(
                    "transpose",
                    "exchanges two dimensions",
                    Signatures.INPUT,
                    Parameter.required("dim0", Kind.INT),
                    Parameter.required("dim1", Kind.INT)),
                "swapaxes",
                "swapdims"),
            TransposeOp::named),
        new TransposeOp(
            Signatures.withAliases(
                Signatures.of("t", "the transpose of a matrix", Signatures.INPUT), "T"),
            TransposeOp::ofMatrix),
        new TransposeOp(
            Signatures.of("mT", "exchanges the last two dimensions", Signatures.INPUT),
            TransposeOp::lastTwo));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = call.type("input");
    int[] extents = input.shape().extents();
    int[] dims = exchange.dims(call.arguments(), input.shape());
    for (int dim = 0; dim < extents.length; dim++) {
      extents[dim] = input.shape().extent(dims[dim]);
    }
    return new TensorType(input.dtype(), Shape.of(extents));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    return math.permute(x, exchange.dims(operands.arguments(), x.shape()));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return math.permute(grad, exchange.dims(operands.arguments(), operands.get("input").shape()));
  }

  private static int[] named(Arguments arguments, Shape input) {
    int first = Checks.dim("dim0", arguments.integer("dim0"), input.rank());
    int second = Checks.dim("dim1", arguments.integer("dim1"), input.rank());
    return exchanged(input.rank(), first, second);
  }

  private static int[] ofMatrix(Arguments arguments, Shape input) {
    if (input.rank() > 2) {
      throw new InvalidCallException(
          "input",
          "needs at most two dimensions, but the shape is " + input,
          "use .mT for the last two dimensions, or transpose(dim0, dim1)");
    }
    return exchanged(input.rank(), 0, input.rank() - 1);
  }

  private static int[] lastTwo(Arguments arguments, Shape input) {
    if (input.rank() < 2) {
      throw new InvalidCallException(
          "input", "needs at least two dimensions, but the shape is " + input);
    }
    return exchanged(input.rank(), input.rank() - 2, input.rank() - 1);
  }

  private static int[] exchanged(int rank, int first, int second) {
    int[] dims = IntStream.range(0, rank).toArray();
    if (rank > 0) {
      dims[first] = second;
      dims[second] = first;
    }
    return dims;
  }
}
