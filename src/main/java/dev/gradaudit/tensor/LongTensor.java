package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;

/** Elements held as {@code long}: int64, and bool as 0 and 1. */
public record LongTensor(DType dtype, Shape shape, long[] values) implements Tensor {
  public LongTensor {
    if (dtype.isFloating()) {
      throw new IllegalArgumentException(dtype.label() + " is not held as long");
    }
    Tensors.requireSize(shape, values.length);
  }

  /** An int64 tensor. */
  public LongTensor(Shape shape, long[] values) {
    this(DType.INT64, shape, values);
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public double doubleAt(int position) {
    return values[position];
  }

  @Override
  public long bitsAt(int position) {
    return values[position];
  }

  @Override
  public Tensor withShape(Shape shape) {
    return new LongTensor(dtype, shape, values);
  }
}
