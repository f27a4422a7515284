package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;

/** Elements held as {@code long}. */
public record LongTensor(Shape shape, long[] values) implements Tensor {
  public LongTensor {
    Tensors.requireSize(shape, values.length);
  }

  @Override
  public DType dtype() {
    return DType.INT64;
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
    return new LongTensor(shape, values);
  }
}
