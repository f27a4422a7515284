package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.List;

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

  /** Each row the one before times a row of factors, rounded; row 0 is start. */
  static Tensor runningProducts(Tensor start, Tensor factors) {
    int columns = start.size();
    Shape shape = Shape.of(factors.shape().extent(0) + 1, columns);
    DType dtype = start.dtype();
    if (start instanceof FloatTensor first && factors instanceof FloatTensor x) {
      float[] out = Arrays.copyOf(first.values(), Math.toIntExact(shape.size()));
      for (int i = columns; i < out.length; i++) {
        float product = out[i - columns] * x.values()[i - columns];
        out[i] = dtype.isNarrow() ? (float) dtype.round(product) : product;
      }
      return new FloatTensor(dtype, shape, out);
    }
    if (start instanceof DoubleTensor first && factors instanceof DoubleTensor x) {
      double[] out = Arrays.copyOf(first.values(), Math.toIntExact(shape.size()));
      for (int i = columns; i < out.length; i++) {
        out[i] = out[i - columns] * x.values()[i - columns];
      }
      return new DoubleTensor(shape, out);
    }
    throw new IllegalArgumentException("no products of " + dtype.label());
  }

  private static Tensor broadcast(Tensor x, Shape shape) {
    return x.size() == 1 || x.shape().equals(shape)
        ? x
        : gather(x, Positions.broadcast(x.shape(), shape), shape);
  }

  /** The elements of x at some positions; 0 for a negative position. */
  static Tensor gather(Tensor x, int[] positions, Shape shape) {
    if (x instanceof FloatTensor t) {
      float[] in = t.values();
      float[] out = new float[positions.length];
      for (int i = 0; i < positions.length; i++) {
        int position = positions[i];
        out[i] = position < 0 ? 0 : in[position];
      }
      return new FloatTensor(x.dtype(), shape, out);
    }
    if (x instanceof DoubleTensor t) {
      double[] in = t.values();
      double[] out = new double[positions.length];
      for (int i = 0; i < positions.length; i++) {
        int position = positions[i];
        out[i] = position < 0 ? 0 : in[position];
      }
      return new DoubleTensor(shape, out);
    }
    long[] in = ((LongTensor) x).values();
    long[] out = new long[positions.length];
    for (int i = 0; i < positions.length; i++) {
      int position = positions[i];
      out[i] = position < 0 ? 0 : in[position];
    }
    return new LongTensor(x.dtype(), shape, out);
  }

  /** Writes each element to a position of its own of another tensor of the same floating dtype. */
  static void place(Tensor x, int[] positions, Tensor into) {
    for (int i = 0; i < positions.length; i++) {
      if (x instanceof FloatTensor from && into instanceof FloatTensor to) {
        to.values()[positions[i]] = from.values()[i];
      } else {
        ((DoubleTensor) into).values()[positions[i]] = ((DoubleTensor) x).values()[i];
      }
    }
  }

  static Tensor concat(List<Tensor> tensors) {
    int size = Math.toIntExact(tensors.stream().mapToLong(Tensor::size).sum());
    Tensor all = Tensors.filled(tensors.get(0).dtype(), Shape.of(size), 0);
    int at = 0;
    for (Tensor tensor : tensors) {
      System.arraycopy(array(tensor), 0, array(all), at, tensor.size());
      at += tensor.size();
    }
    return all;
  }

  private static Object array(Tensor tensor) {
    if (tensor instanceof FloatTensor t) {
      return t.values();
    }
    return tensor instanceof DoubleTensor t ? t.values() : ((LongTensor) tensor).values();
  }

  /**
   * For each column of a block {@code [terms, sums]} the row of its largest element, or of its
   * first NaN.
   */
  static int[] argmax(Tensor block, int terms, int sums) {
    int[] largest = new int[sums];
    for (int term = 1; term < terms; term++) {
      for (int column = 0; column < sums; column++) {
        double current = block.doubleAt(largest[column] * sums + column);
        double candidate = block.doubleAt(term * sums + column);
        if (candidate > current || (Double.isNaN(candidate) && !Double.isNaN(current))) {
          largest[column] = term;
        }
      }
    }
    return largest;
  }

  /** Whether a comparison holds for each pair of elements, operands broadcast. */
  static Tensor compare(Comparison comparison, Tensor a, Tensor b) {
    Shape shape = common(a, b);
    int[] left = Positions.broadcast(a.shape(), shape);
    int[] right = Positions.broadcast(b.shape(), shape);
    long[] out = new long[left.length];
    for (int i = 0; i < out.length; i++) {
      boolean holds =
          a instanceof LongTensor x && b instanceof LongTensor y
              ? comparison.holds(x.values()[left[i]], y.values()[right[i]])
              : comparison.holds(a.doubleAt(left[i]), b.doubleAt(right[i]));
      out[i] = holds ? 1 : 0;
    }
    return new LongTensor(DType.BOOL, shape, out);
  }

  /** A function of two truth values, operands broadcast. */
  static Tensor combine(Logic logic, Tensor a, Tensor b) {
    Shape shape = common(a, b);
    int[] left = Positions.broadcast(a.shape(), shape);
    int[] right = Positions.broadcast(b.shape(), shape);
    long[] out = new long[left.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = logic.apply(((LongTensor) a).values()[left[i]], ((LongTensor) b).values()[right[i]]);
    }
    return new LongTensor(DType.BOOL, shape, out);
  }

  /** a where the mask holds and b elsewhere, all three broadcast. */
  static Tensor where(Tensor mask, Tensor a, Tensor b) {
    Shape shape = whereShape(mask, a, b);
    // Picks from both laid end to end.
    int[] positions = choices(mask, a, b, shape);
    return gather(concat(List.of(a, b)), positions, shape);
  }

  static Shape whereShape(Tensor mask, Tensor a, Tensor b) {
    return Shape.broadcast(mask.shape(), common(a, b)).orElseThrow();
  }

  /** For each element of {@link #where}, its position in a and b laid end to end. */
  static int[] choices(Tensor mask, Tensor a, Tensor b, Shape shape) {
    int[] holds = Positions.broadcast(mask.shape(), shape);
    int[] first = Positions.broadcast(a.shape(), shape);
    int[] second = Positions.broadcast(b.shape(), shape);
    for (int i = 0; i < holds.length; i++) {
      first[i] = mask.bitsAt(holds[i]) != 0 ? first[i] : a.size() + second[i];
    }
    return first;
  }

  private static Shape common(Tensor a, Tensor b) {
    return Shape.broadcast(a.shape(), b.shape())
        .orElseThrow(
            () -> new IllegalArgumentException("shapes " + a.shape() + " and " + b.shape()));
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
