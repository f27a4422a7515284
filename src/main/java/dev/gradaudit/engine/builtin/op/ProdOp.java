package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Positions;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The product of all elements or along one dimension, multiplied from the first to the last under
 * every order: orders are about sums. The gradient of a factor is the product of the factors before
 * it and of those after it, so that zeros need no care; PyTorch divides where there are none.
 */
final class ProdOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "prod",
        "product of all elements or along a dimension, always from the first to the last",
        Signatures.INPUT,
        Parameter.optional("dim", Kind.INT, Argument.none()),
        Signatures.KEEPDIM);
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
    List<Value> factors = factors(math, operands);
    Value product =
        factors.stream()
            .reduce(math::mul)
            .orElseGet(
                () -> math.constant(Tensors.filled(operands.dtype(), operands.resultShape(), 1)));
    return math.reshape(product, operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    List<Value> factors = factors(math, operands);
    Shape shape = operands.get("input").shape();
    if (factors.isEmpty()) {
      return math.constant(Tensors.filled(grad.dtype(), shape, 0));
    }
    Value flat = math.reshape(grad, factors.get(0).shape());
    // From the last to the first: the gradient times the product of the factors after.
    Value[] after = new Value[factors.size()];
    Value running = flat;
    for (int i = factors.size() - 1; i >= 0; i--) {
      after[i] = running;
      running = math.mul(running, factors.get(i));
    }
    List<Value> slopes = new ArrayList<>();
    Value before = null;
    for (int i = 0; i < factors.size(); i++) {
      slopes.add(before == null ? after[i] : math.mul(after[i], before));
      before = before == null ? factors.get(i) : math.mul(before, factors.get(i));
    }
    int[] leading = leadingFirst(operands, shape);
    int[] extents = IntStream.of(leading).map(shape::extent).toArray();
    Value moved = math.reshape(math.concat(slopes), Shape.of(extents));
    return math.permute(moved, inverse(leading));
  }

  /** The factors one after the other, each a vector over all products. */
  private static List<Value> factors(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] leading = leadingFirst(operands, x.shape());
    int terms = 1;
    for (int dim : Checks.dims(operands.arguments(), "dim", x.shape().rank())) {
      terms *= x.shape().extent(dim);
    }
    Value moved = math.permute(x, leading);
    int products = Math.toIntExact(operands.resultShape().size());
    List<Value> factors = new ArrayList<>();
    for (int term = 0; term < terms; term++) {
      int[] positions = Positions.strided(new int[] {products}, term * products, new int[] {1});
      factors.add(math.gather(moved, positions, Shape.of(products)));
    }
    return factors;
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
