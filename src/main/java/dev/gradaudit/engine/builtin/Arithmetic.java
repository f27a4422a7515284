package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.List;

/**
 * The primitive operations that forward and backward rules are written in. Each element of a result
 * is rounded once to the dtype; every sum is a reduction site and follows the order in force. A
 * rule that sums in more than one place labels the places, so that reports can tell them apart.
 */
public interface Arithmetic {
  /** A tensor that is the same in every run. */
  Value constant(Tensor tensor);

  /** A number, rounded to the dtype, as a scalar. */
  default Value scalar(DType dtype, double number) {
    return constant(Tensors.filled(dtype, Shape.SCALAR, number));
  }

  /** A constant that is no double, rounded to the dtype, as a scalar. */
  default Value scalar(DType dtype, DoubleDouble number) {
    return scalar(dtype, number.high());
  }

  /**
   * A number as an operand of + − × ÷, as a scalar: in the 16-bit dtypes not rounded to them but to
   * float32, in which these are computed, as PyTorch has it.
   */
  default Value number(DType dtype, double number) {
    return dtype.isNarrow()
        ? constant(new FloatTensor(dtype, Shape.SCALAR, new float[] {(float) number}))
        : scalar(dtype, number);
  }

  /** f of each element. */
  Value unary(Unary f, Value x);

  /** f of each pair of elements, operands broadcast against each other; same dtype. */
  Value binary(Binary f, Value a, Value b);

  default Value add(Value a, Value b) {
    return binary(Binary.ADD, a, b);
  }

  default Value sub(Value a, Value b) {
    return binary(Binary.SUB, a, b);
  }

  default Value mul(Value a, Value b) {
    return binary(Binary.MUL, a, b);
  }

  default Value div(Value a, Value b) {
    return binary(Binary.DIV, a, b);
  }

  default Value neg(Value x) {
    return unary(Unary.NEG, x);
  }

  /**
   * A reduction site: the sum over some dimensions, its terms in row-major order of these.
   *
   * @param dims dimensions from 0, ascending, without duplicates; none gives x itself
   * @param keepDims whether a reduced dimension stays, with extent 1
   * @param label tells this site from others of the same rule; may be empty
   */
  Value sum(Value x, int[] dims, boolean keepDims, String label);

  /**
   * A reduction site: undoes a broadcast by summing over the dimensions that it added or stretched.
   */
  Value sumTo(Value x, Shape shape);

  /**
   * A reduction site: the matrix product of {@code [batch, m, k]} and {@code [batch, k, n]}, terms
   * in the order of k.
   */
  Value matmul(Value a, Value b);

  /**
   * A matrix product with a bias {@code [n]} added to each of its rows; the same site as {@link
   * #matmul}, whose sums some orders begin with the bias.
   */
  default Value matmulPlus(Value a, Value b, Value bias) {
    return add(matmul(a, b), bias);
  }

  /**
   * The factors of a product whose first inner index is the bias: {@code [1, m, k + 1]} and {@code
   * [1, k + 1, n]}.
   */
  default List<Value> withBias(Value a, Value b, Value bias) {
    int rows = a.shape().extent(1);
    int inner = a.shape().extent(2) + 1;
    Value ones = constant(Tensors.filled(a.dtype(), Shape.of(rows), 1));
    Value columns = reshape(permute(a, 0, 2, 1), Shape.of(rows * (inner - 1)));
    Value left = reshape(concat(List.of(ones, columns)), Shape.of(1, inner, rows));
    Value flat = reshape(b, Shape.of(Math.toIntExact(b.shape().size())));
    Value right = concat(List.of(bias, flat));
    return List.of(permute(left, 0, 2, 1), reshape(right, Shape.of(1, inner, b.shape().extent(2))));
  }

  /**
   * Running products down the rows of a matrix: row 0 of the result is start, and each further row
   * the one before times the next row of factors. Not a sum: the order of the factors is fixed.
   *
   * @param start {@code [n]}
   * @param factors {@code [m, n]}
   * @return {@code [m + 1, n]}
   */
  Value runningProducts(Value start, Value factors);

  /** The largest element over some dimensions; NaN if one is. Not a sum: it never rounds. */
  Value max(Value x, int[] dims, boolean keepDims);

  /**
   * For each sum over some dimensions, the position of the largest term among them in row-major
   * order, as int64; of several equal ones, and of several NaN, the first. There is at least one.
   */
  Value argmax(Value x, int[] dims, boolean keepDims);

  /** Whether a comparison holds, for operands broadcast against each other; bool. */
  Value compare(Comparison comparison, Value a, Value b);

  /** A function of truth values, broadcast against each other; bool. */
  Value combine(Logic logic, Value a, Value b);

  /** a where the mask holds and b elsewhere, all three broadcast against each other. */
  Value where(Value mask, Value a, Value b);

  /** The same elements in row-major order under another shape. */
  Value reshape(Value x, Shape shape);

  /** The elements of one after the other, each in row-major order, as a vector; same dtype. */
  Value concat(List<Value> xs);

  /** Element i of the result is the element of x at {@code positions[i]}, and 0 for −1. */
  Value gather(Value x, int[] positions, Shape shape);

  /**
   * Says that an index decided which elements a result consists of: when an order may change the
   * index, nothing is known of the result. For every rule that reads positions from an operand.
   */
  Value chosenBy(Value index, Value result);

  /**
   * The reverse: element i of x goes to {@code positions[i]} of a result that is 0 elsewhere. The
   * positions are all different, so nothing is summed.
   */
  Value scatter(Value x, int[] positions, Shape shape);

  /**
   * A reduction site: element i of x is added to {@code positions[i]} of the result, and dropped
   * for −1; the contributions to one place are summed in the order of i. A place without any is +0.
   *
   * @param label tells this site from others of the same rule; may be empty
   */
  Value scatterAdd(Value x, int[] positions, Shape shape, String label);

  /** x broadcast to a larger shape. */
  default Value expand(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : gather(x, Positions.broadcast(x.shape(), shape), shape);
  }

  /** x with its dimensions in another sequence: dimension i of the result is {@code dims[i]}. */
  default Value permute(Value x, int... dims) {
    int[] extents = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      extents[i] = x.shape().extent(dims[i]);
    }
    return gather(x, Positions.permute(x.shape(), dims), Shape.of(extents));
  }

  /** x with each element rounded to another dtype. */
  Value cast(Value x, DType dtype);
}
