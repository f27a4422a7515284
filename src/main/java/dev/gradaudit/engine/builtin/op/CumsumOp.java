package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;

/**
 * Sums of the first elements along a dimension. Each is a sum of its own under the order in force,
 * so that n elements cost n² / 2 additions; libraries reuse the sum before.
 */
final class CumsumOp implements DifferentiableOp, CompositeOp {
  private static final long MOST_TERMS = 1L << 26;

  @Override
  public Signature signature() {
    return Signatures.of(
        "cumsum",
        "sums of the first elements along a dimension, each by the order in force",
        Signatures.INPUT,
        Signatures.DIM,
        Signatures.DTYPE);
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
    int dim = Checks.dim("dim", call.arguments().integer("dim"), input.shape().rank());
    long extent = input.shape().rank() == 0 ? 1 : input.shape().extent(dim);
    if (input.shape().size() / 2 * (extent + 1) > MOST_TERMS) {
      throw new InvalidCallException(
          "dim",
          "the sums along dimension " + dim + " have too many terms together",
          "every prefix is summed by itself: " + MOST_TERMS + " terms at most");
    }
    return input;
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return sums(math, operands, operands.get("input"), false);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return sums(math, operands, grad, true);
  }

  /** For each element the sum of those up to it, or of those from it on. */
  private static Value sums(Arithmetic math, Operands operands, Value x, boolean fromItOn) {
    Shape shape = x.shape();
    int dim = Checks.dim("dim", operands.arguments().integer("dim"), shape.rank());
    int extent = shape.rank() == 0 ? 1 : shape.extent(dim);
    int stride = shape.rank() == 0 ? 1 : shape.strides()[dim];
    int lines = extent == 0 ? 0 : x.tensor().size() / extent;
    int perLine = extent * (extent + 1) / 2;
    int[] from = new int[lines * perLine];
    int[] to = new int[from.length];
    int next = 0;
    for (int line = 0; line < lines; line++) {
      int first = line / stride * stride * extent + line % stride;
      for (int sum = 0; sum < extent; sum++) {
        int begin = fromItOn ? sum : 0;
        int end = fromItOn ? extent - 1 : sum;
        for (int term = begin; term <= end; term++) {
          from[next] = first + term * stride;
          to[next++] = first + sum * stride;
        }
      }
    }
    Value terms = math.gather(x, from, Shape.of(from.length));
    return math.scatterAdd(terms, to, shape, "prefix");
  }
}
