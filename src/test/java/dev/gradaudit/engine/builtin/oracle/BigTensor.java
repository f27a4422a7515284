package dev.gradaudit.engine.builtin.oracle;

import dev.gradaudit.tensor.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A tensor of decimals, built by saying what stands at each index. */
record BigTensor(int[] shape, BigDecimal[] elements) {
  /** What stands at an index. */
  interface At extends Function<int[], BigDecimal> {}

  static BigTensor of(Tensor tensor) {
    BigDecimal[] elements = new BigDecimal[tensor.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = new BigDecimal(tensor.doubleAt(i));
    }
    return new BigTensor(tensor.shape().extents(), elements);
  }

  static BigTensor scalar(BigDecimal value) {
    return new BigTensor(new int[0], new BigDecimal[] {value});
  }

  static BigTensor build(int[] shape, At at) {
    List<BigDecimal> elements = new ArrayList<>();
    forEach(shape, 0, new int[shape.length], index -> elements.add(at.apply(index)));
    return new BigTensor(shape, elements.toArray(new BigDecimal[0]));
  }

  private interface Visitor {
    void visit(int[] index);
  }

  private static void forEach(int[] shape, int dim, int[] index, Visitor visitor) {
    if (dim == shape.length) {
      visitor.visit(index);
      return;
    }
    for (int i = 0; i < shape[dim]; i++) {
      index[dim] = i;
      forEach(shape, dim + 1, index, visitor);
    }
  }

  int rank() {
    return shape.length;
  }

  /** The element at an index; leading indices too many are ignored, stretched dimensions read 0. */
  BigDecimal at(int... index) {
    int position = 0;
    int extra = index.length - shape.length;
    for (int dim = 0; dim < shape.length; dim++) {
      position = position * shape[dim] + (shape[dim] == 1 ? 0 : index[extra + dim]);
    }
    return elements[position];
  }

  BigTensor map(UnaryOperator<BigDecimal> f) {
    return build(shape, index -> f.apply(at(index)));
  }

  /** Pairs of elements, broadcast. */
  BigTensor zip(BigTensor other, BinaryOperator<BigDecimal> f) {
    return build(broadcast(shape, other.shape), index -> f.apply(this.at(index), other.at(index)));
  }

  static int[] broadcast(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] result = new int[rank];
    for (int dim = 0; dim < rank; dim++) {
      int left = dim - rank + a.length < 0 ? 1 : a[dim - rank + a.length];
      int right = dim - rank + b.length < 0 ? 1 : b[dim - rank + b.length];
      result[dim] = left == 1 ? right : left;
    }
    return result;
  }

  BigTensor reshape(int... newShape) {
    return new BigTensor(newShape, elements);
  }

  /** The same elements, each at the index that {@code toOld} finds it by. */
  BigTensor view(int[] newShape, Function<int[], int[]> toOld) {
    return build(newShape, index -> at(toOld.apply(index)));
  }

  /** A function of all elements that share the indices of the other dimensions. */
  BigTensor reduce(boolean[] reduced, boolean keep, Function<List<BigDecimal>, BigDecimal> f) {
    int[] kept = shape.clone();
    int[] inner = shape.clone();
    for (int dim = 0; dim < rank(); dim++) {
      (reduced[dim] ? kept : inner)[dim] = 1;
    }
    BigTensor result =
        build(
            kept,
            outer -> {
              List<BigDecimal> terms = new ArrayList<>();
              forEach(inner, 0, new int[rank()], index -> terms.add(at(sum(outer, index))));
              return f.apply(terms);
            });
    int[] left = new int[0];
    for (int dim = 0; dim < rank(); dim++) {
      if (!reduced[dim]) {
        left = Arrays.copyOf(left, left.length + 1);
        left[left.length - 1] = shape[dim];
      }
    }
    return keep ? result : result.reshape(left);
  }

  private static int[] sum(int[] a, int[] b) {
    int[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
