package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;

/** Operations on tensors that treat each element alone: functions, and moves of elements. */
final class Elementwise {
  private Elementwise() {}

  static Tensor unary(Unary f, Tensor x) {
    int size = x.size();
    if (x instanceof FloatTensor t) {
      float[] in = t.values();
      float[] out = new float[size];
      for (int i = 0; i < size; i++) {
        out[i] = (float) f.apply(in[i]);
      }
      return floats(x.dtype(), x.shape(), out);
    }
    if (x instanceof DoubleTensor t) {
      double[] in = t.values();
      double[] out = new double[size];
      for (int i = 0; i < size; i++) {
        out[i] = f.apply(in[i]);
      }
      return new DoubleTensor(x.shape(), out);
    }
    throw new IllegalArgumentException("no " + f + " of " + x.dtype().label());
  }

  static Tensor binary(Binary f, Tensor a, Tensor b) {
    Shape shape =
        Shape.broadcast(a.shape(), b.shape())
            .orElseThrow(
                () -> new IllegalArgumentException(f + " of " + a.shape() + " and " + b.shape()));
    Tensor left = broadcast(a, shape);
    Tensor right = broadcast(b, shape);
    int size = Math.toIntExact(shape.size());
    // A scalar operand is read at position 0 throughout instead of being copied.
    int leftStep = left.size() == size ? 1 : 0;
    int rightStep = right.size() == size ? 1 : 0;
    if (left instanceof FloatTensor x && right instanceof FloatTensor y && x.dtype() == y.dtype()) {
      float[] in1 = x.values();
      float[] in2 = y.values();
      float[] out = new float[size];
      for (int i = 0; i < size; i++) {
        out[i] = (float) f.apply(in1[i * leftStep], in2[i * rightStep]);
      }
      return floats(x.dtype(), shape, out);
    }
    if (left instanceof DoubleTensor x && right instanceof DoubleTensor y) {
      double[] in1 = x.values();
      double[] in2 = y.values();
      double[] out = new double[size];
      for (int i = 0; i < size; i++) {
        out[i] = f.apply(in1[i * leftStep], in2[i * rightStep]);
      }
      return new DoubleTensor(shape, out);
    }
    throw new IllegalArgumentException(
        "no " + f + " of " + a.dtype().label() + " and " + b.dtype().label());
  }

  private static Tensor broadcast(Tensor x, Shape shape) {
    return x.size() == 1 || x.shape().equals(shape)
        ? x
        : gather(x, Positions.broadcast(x.shape(), shape), shape);
  }

  static Tensor gather(Tensor x, int[] positions, Shape shape) {
    if (x instanceof FloatTensor t) {
      float[] out = new float[positions.length];
      for (int i = 0; i < positions.length; i++) {
        out[i] = t.values()[positions[i]];
      }
      return new FloatTensor(x.dtype(), shape, out);
    }
    if (x instanceof DoubleTensor t) {
      double[] out = new double[positions.length];
      for (int i = 0; i < positions.length; i++) {
        out[i] = t.values()[positions[i]];
      }
      return new DoubleTensor(shape, out);
    }
    long[] in = ((LongTensor) x).values();
    long[] out = new long[positions.length];
    for (int i = 0; i < positions.length; i++) {
      out[i] = in[positions[i]];
    }
    return new LongTensor(x.dtype(), shape, out);
  }

  /** Places each element at a position of its own; zeros elsewhere. Floating tensors only. */
  static Tensor scatter(Tensor x, int[] positions, Shape shape) {
    int size = Math.toIntExact(shape.size());
    if (x instanceof FloatTensor t) {
      float[] out = new float[size];
      for (int i = 0; i < positions.length; i++) {
        out[positions[i]] = t.values()[i];
      }
      return new FloatTensor(x.dtype(), shape, out);
    }
    if (x instanceof DoubleTensor t) {
      double[] out = new double[size];
      for (int i = 0; i < positions.length; i++) {
        out[positions[i]] = t.values()[i];
      }
      return new DoubleTensor(shape, out);
    }
    throw new IllegalArgumentException("no scatter of " + x.dtype().label());
  }

  /**
   * Each element rounded to another dtype. What becomes int64 loses its fraction, and is the
   * nearest long where it is out of range, 0 for NaN; what becomes bool is 1 unless it was 0.
   */
  static Tensor cast(Tensor x, DType dtype) {
    int size = x.size();
    if (dtype == DType.FLOAT64) {
      double[] out = new double[size];
      for (int i = 0; i < size; i++) {
        out[i] = x.doubleAt(i);
      }
      return new DoubleTensor(x.shape(), out);
    }
    if (dtype.isFloating()) {
      float[] out = new float[size];
      for (int i = 0; i < size; i++) {
        out[i] = x instanceof LongTensor t ? (float) t.values()[i] : (float) x.doubleAt(i);
      }
      return floats(dtype, x.shape(), out);
    }
    long[] out = new long[size];
    for (int i = 0; i < size; i++) {
      if (dtype == DType.BOOL) {
        out[i] = x.doubleAt(i) == 0 ? 0 : 1;
      } else {
        out[i] = x instanceof LongTensor t ? t.values()[i] : (long) x.doubleAt(i);
      }
    }
    return new LongTensor(dtype, x.shape(), out);
  }

  /** Results of float32, rounded once more where the dtype is narrower; overwrites them. */
  private static FloatTensor floats(DType dtype, Shape shape, float[] results) {
    if (dtype.isNarrow()) {
      for (int i = 0; i < results.length; i++) {
        results[i] = (float) dtype.round(results[i]);
      }
    }
    return new FloatTensor(dtype, shape, results);
  }
}
