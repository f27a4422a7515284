package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;

/** Elements held as {@code double}. */
public record DoubleTensor(Shape shape, double[] values) implements Tensor {
  public DoubleTensor {
    Tensors.requireSize(shape, values.length);
  }

  @Override
  public DType dtype() {
    return DType.FLOAT64;
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
    return Double.doubleToRawLongBits(values[position]);
  }

  @Override
  public Tensor withShape(Shape shape) {
    return new DoubleTensor(shape, values);
  }
}
