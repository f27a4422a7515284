package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;

/**
 * The matrix product of PyTorch's {@code matmul} and {@code @}: 1-D operands are taken as a row on
 * the left and as a column on the right, and leading dimensions are broadcast.
 */
final class MatmulOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "matmul",
        "matrix product, batched over leading dimensions",
        Signatures.INPUT,
        Signatures.OTHER);
  }

  @Override
  public TensorType infer(Call call) {
    TensorType a = Checks.floating(call, "input");
    TensorType b = Checks.floating(call, "other");
    Checks.sameDType("other", a, b);
    return new TensorType(a.dtype(), extents(a.shape(), b.shape()).result());
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value a = operands.get("input");
    Value b = operands.get("other");
    Extents extents = extents(a.shape(), b.shape());
    Value product = math.matmul(extents.left(math, a), extents.right(math, b));
    return math.reshape(product, extents.result());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value a = operands.get("input");
    Value b = operands.get("other");
    Extents extents = extents(a.shape(), b.shape());
    Value g = math.reshape(grad, Shape.of(extents.batches(), extents.m(), extents.n()));
    if (operands.is(operand, "input")) {
      Value transposed = math.permute(extents.right(math, b), 0, 2, 1);
      Value full = math.reshape(math.matmul(g, transposed), extents.leftFull());
      return math.reshape(math.sumTo(full, extents.leftMatrix()), a.shape());
    }
    Value transposed = math.permute(extents.left(math, a), 0, 2, 1);
    Value full = math.reshape(math.matmul(transposed, g), extents.rightFull());
    return math.reshape(math.sumTo(full, extents.rightMatrix()), b.shape());
  }

  /**
   * How two operands meet.
   *
   * @param batch the broadcast leading dimensions
   * @param leftMatrix the left operand's shape with two dimensions at least
   * @param result the shape of the product, where 1-D operands leave no dimension
   */
  private record Extents(
      Shape batch, int m, int k, int n, Shape leftMatrix, Shape rightMatrix, Shape result) {
    int batches() {
      return Math.toIntExact(batch.size());
    }

    Shape leftFull() {
      return append(batch, m, k);
    }

    Shape rightFull() {
      return append(batch, k, n);
    }

    Value left(Arithmetic math, Value a) {
      Value full = math.expand(math.reshape(a, leftMatrix), leftFull());
      return math.reshape(full, Shape.of(batches(), m, k));
    }

    Value right(Arithmetic math, Value b) {
      Value full = math.expand(math.reshape(b, rightMatrix), rightFull());
      return math.reshape(full, Shape.of(batches(), k, n));
    }
  }

  private static Extents extents(Shape a, Shape b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw new InvalidCallException(
          a.rank() == 0 ? "input" : "other",
          "both operands need at least one dimension, but the shapes are " + a + " and " + b,
          "use * to multiply by a scalar");
    }
    Shape left = a.rank() == 1 ? Shape.of(1, a.extent(0)) : a;
    Shape right = b.rank() == 1 ? Shape.of(b.extent(0), 1) : b;
    int m = left.extent(left.rank() - 2);
    int k = left.extent(left.rank() - 1);
    int n = right.extent(right.rank() - 1);
    if (k != right.extent(right.rank() - 2)) {
      throw new InvalidCallException(
          null,
          "the inner extents are " + k + " and " + right.extent(right.rank() - 2),
          n == k ? "transpose the right operand with .T" : null);
    }
    Shape batch =
        Shape.broadcast(leading(left), leading(right))
            .orElseThrow(
                () -> new InvalidCallException(null, "the leading extents do not broadcast"));
    Shape result = batch;
    if (a.rank() > 1) {
      result = append(result, m);
    }
    if (b.rank() > 1) {
      result = append(result, n);
    }
    return new Extents(batch, m, k, n, left, right, result);
  }

  private static Shape leading(Shape shape) {
    int[] extents = new int[shape.rank() - 2];
    for (int dim = 0; dim < extents.length; dim++) {
      extents[dim] = shape.extent(dim);
    }
    return Shape.of(extents);
  }

  private static Shape append(Shape shape, int... more) {
    int[] extents = Arrays.copyOf(shape.extents(), shape.rank() + more.length);
    System.arraycopy(more, 0, extents, shape.rank(), more.length);
    return Shape.of(extents);
  }
}
