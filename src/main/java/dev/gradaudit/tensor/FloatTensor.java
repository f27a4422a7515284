package dev.gradaudit.tensor;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;

/**
 * Elements held as {@code float}: float32, and the narrower floating dtypes, each of whose numbers
 * is a float.
 */
public record FloatTensor(DType dtype, Shape shape, float[] values) implements Tensor {
  public FloatTensor {
    if (dtype != DType.FLOAT32 && !dtype.isNarrow()) {
      throw new IllegalArgumentException(dtype.label() + " is not held as float");
    }
    Tensors.requireSize(shape, values.length);
  }

  /** A float32 tensor. */
  public FloatTensor(Shape shape, float[] values) {
    this(DType.FLOAT32, shape, values);
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
    float value = values[position];
    return switch (dtype) {
      case BFLOAT16 -> Bits16.bfloat16Bits(value);
      case FLOAT16 -> Bits16.float16Bits(value);
      default -> Integer.toUnsignedLong(Float.floatToRawIntBits(value));
    };
  }

  @Override
  public Tensor withShape(Shape shape) {
    return new FloatTensor(dtype, shape, values);
  }
}
