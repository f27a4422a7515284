package dev.gradaudit.audit.shrink;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/** Parts of tensors. */
final class Slices {
  private Slices() {}

  /** The elements whose index along a dimension is one of those listed, in the listed sequence. */
  static Tensor select(Tensor tensor, int dim, List<Integer> kept) {
    Shape shape = resized(tensor.shape(), dim, kept.size());
    int[] strides = tensor.shape().strides();
    int inner = strides[dim];
    int outer = inner * tensor.shape().extent(dim);
    int row = inner * kept.size();
    return gathered(
        tensor, shape, i -> i / row * outer + kept.get(i % row / inner) * inner + i % inner);
  }

  static Shape resized(Shape shape, int dim, int extent) {
    int[] extents = shape.extents();
    extents[dim] = extent;
    return Shape.of(extents);
  }

  /** The shape without one of its dimensions. */
  static Shape without(Shape shape, int dim) {
    int[] extents = new int[shape.rank() - 1];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = shape.extent(i < dim ? i : i + 1);
    }
    return Shape.of(extents);
  }

  private static Tensor gathered(Tensor tensor, Shape shape, IntUnaryOperator source) {
    int size = Math.toIntExact(shape.size());
    if (tensor instanceof LongTensor t) {
      long[] values = new long[size];
      Arrays.setAll(values, i -> t.values()[source.applyAsInt(i)]);
      return new LongTensor(t.dtype(), shape, values);
    }
    if (tensor instanceof DoubleTensor t) {
      double[] values = new double[size];
      Arrays.setAll(values, i -> t.values()[source.applyAsInt(i)]);
      return new DoubleTensor(shape, values);
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = ((FloatTensor) tensor).values()[source.applyAsInt(i)];
    }
    return new FloatTensor(tensor.dtype(), shape, values);
  }

  /** A tensor with another value at some positions, of a floating dtype or int64. */
  static Tensor with(Tensor tensor, int from, int to, DoubleUnaryOperator rule) {
    if (tensor.dtype() == DType.INT64) {
      long[] values = ((LongTensor) tensor).values().clone();
      for (int i = from; i < to; i++) {
        values[i] = (long) rule.applyAsDouble((double) values[i]);
      }
      return new LongTensor(tensor.shape(), values);
    }
    return Tensors.generated(
        tensor.dtype(),
        tensor.shape(),
        i -> {
          double value = tensor.doubleAt((int) i);
          return i >= from && i < to ? rule.applyAsDouble(value) : value;
        });
  }
}
