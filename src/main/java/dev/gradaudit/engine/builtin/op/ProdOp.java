package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Positions;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensors;
import java.util.stream.IntStream;

/**
 * The product of all elements or along one dimension, multiplied from the first to the last under
 * every order: orders are about sums. The gradient of a factor is the product of the factors before
 * it and of those after it, so that zeros need no care; PyTorch divides where there are none.
 */
final class ProdOp implements DifferentiableOp, CompositeOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "prod",
        "product of all elements or along a dimension, always from the first to the last",
        Signatures.INPUT,
        Parameter.optional("dim", Kind.INT, Argument.none()),
        Signatures.KEEPDIM,
        Signatures.DTYPE);
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
    TensorType input = Checks.floating(call, "input");
    int[] dims = Checks.dims(call.arguments(), "dim", input.shape().rank());
    return new TensorType(
        input.dtype(), Checks.reduced(input.shape(), dims, call.arguments().flag("keepdim")));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value factors = factors(math, operands);
    Value products = math.runningProducts(ones(math, factors), factors);
    int terms = factors.shape().extent(0);
    return math.reshape(rows(math, products, terms, terms + 1), operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value factors = factors(math, operands);
    int terms = factors.shape().extent(0);
    Value before = math.runningProducts(ones(math, factors), factors);
    // From the last to the first: the gradient times the product of the factors after.
    Value flat = math.reshape(grad, Shape.of(factors.shape().extent(1)));
    Value after = upsideDown(math, math.runningProducts(flat, upsideDown(math, factors)));
    Value slopes = math.mul(rows(math, after, 1, terms + 1), rows(math, before, 0, terms));
    Shape shape = operands.get("input").shape();
    int[] leading = leadingFirst(operands, shape);
    int[] extents = IntStream.of(leading).map(shape::extent).toArray();
    return math.permute(math.reshape(slopes, Shape.of(extents)), inverse(leading));
  }

  /** A matrix of one row for each factor, with a column for each product. */
  private static Value factors(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int terms = 1;
    for (int dim : Checks.dims(operands.arguments(), "dim", x.shape().rank())) {
      terms *= x.shape().extent(dim);
    }
    int products = Math.toIntExact(operands.resultShape().size());
    Value moved = math.permute(x, leadingFirst(operands, x.shape()));
    return math.reshape(moved, Shape.of(terms, products));
  }

  private static Value ones(Arithmetic math, Value factors) {
    return math.constant(Tensors.filled(factors.dtype(), Shape.of(factors.shape().extent(1)), 1));
  }

  private static Value rows(Arithmetic math, Value matrix, int from, int to) {
    int columns = matrix.shape().extent(1);
    int[] positions = IntStream.range(from * columns, to * columns).toArray();
    return math.gather(matrix, positions, Shape.of(to - from, columns));
  }

  private static Value upsideDown(Arithmetic math, Value matrix) {
    int rows = matrix.shape().extent(0);
    int columns = matrix.shape().extent(1);
    int[] positions =
        Positions.strided(new int[] {rows, columns}, (rows - 1) * columns, new int[] {-columns, 1});
    return math.gather(matrix, positions, matrix.shape());
  }

  private static int[] leadingFirst(Operands operands, Shape shape) {
    int[] dims = Checks.dims(operands.arguments(), "dim", shape.rank());
    return IntStream.concat(IntStream.of(dims), IntStream.of(Positions.others(shape.rank(), dims)))
        .toArray();
  }

  private static int[] inverse(int[] dims) {
    int[] inverse = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      inverse[dims[i]] = i;
    }
    return inverse;
  }
}
