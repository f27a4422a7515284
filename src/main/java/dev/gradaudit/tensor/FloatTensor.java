package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;

/** Elements held as {@code float}. */
public record FloatTensor(Shape shape, float[] values) implements Tensor {
  public FloatTensor {
    Tensors.requireSize(shape, values.length);
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
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
    return Integer.toUnsignedLong(Float.floatToRawIntBits(values[position]));
  }

  @Override
  public Tensor withShape(Shape shape) {
    return new FloatTensor(shape, values);
  }
}
