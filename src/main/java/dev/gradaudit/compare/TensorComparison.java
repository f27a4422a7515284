package dev.gradaudit.compare;

import dev.gradaudit.numeric.Ulps;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.BitSet;

/**
 * Compares two tensors element by element, in the arithmetic of their dtype: a ULP of float32 is
 * one of float32.
 *
 * <p>Takes one pass over the elements, and memory only for those that differ. Thread-safe.
 */
public final class TensorComparison {
  private TensorComparison() {}

  /**
   * How {@code to} differs from {@code from}.
   *
   * @throws IllegalArgumentException when the dtypes or shapes are not the same, or when the
   *     elements are integers
   */
  public static Difference compare(Tensor from, Tensor to) {
    return compare(from, to, new BitSet());
  }

  /**
   * The same, marking each position at which the bits differ.
   *
   * @param varying gets the row-major positions; what is set in it stays set
   */
  public static Difference compare(Tensor from, Tensor to, BitSet varying) {
    if (from.dtype() != to.dtype() || !from.shape().equals(to.shape())) {
      throw new IllegalArgumentException(
          from.dtype().label() + from.shape() + " against " + to.dtype().label() + to.shape());
    }
    DifferenceTally tally = new DifferenceTally(from.dtype(), from.shape(), varying);
    if (Tensors.sameBits(from, to)) {
      tally.addEqualFinite(countFinite(from));
    } else if (from.dtype().isNarrow()) {
      compareNarrow(from, to, tally);
    } else if (from instanceof FloatTensor a && to instanceof FloatTensor b) {
      compare(a.values(), b.values(), tally);
    } else if (from instanceof DoubleTensor a && to instanceof DoubleTensor b) {
      compare(a.values(), b.values(), tally);
    } else {
      throw noFloats(from);
    }
    return tally.difference();
  }

  private static void compareNarrow(Tensor from, Tensor to, DifferenceTally tally) {
    int equalFinite = 0;
    for (int i = 0; i < from.size(); i++) {
      double a = from.doubleAt(i);
      double b = to.doubleAt(i);
      boolean finite = Double.isFinite(a) && Double.isFinite(b);
      if (from.bitsAt(i) != to.bitsAt(i)) {
        tally.addDiffering(
            i, a, b, from.bitsAt(i), to.bitsAt(i), finite ? Ulps.distance(from.dtype(), a, b) : 0);
      } else if (finite) {
        equalFinite++;
      }
    }
    tally.addEqualFinite(equalFinite);
  }

  private static void compare(float[] from, float[] to, DifferenceTally tally) {
    int equalFinite = 0;
    for (int i = 0; i < from.length; i++) {
      int fromBits = Float.floatToRawIntBits(from[i]);
      int toBits = Float.floatToRawIntBits(to[i]);
      boolean finite = Float.isFinite(from[i]) && Float.isFinite(to[i]);
      if (fromBits != toBits) {
        tally.addDiffering(
            i,
            from[i],
            to[i],
            Integer.toUnsignedLong(fromBits),
            Integer.toUnsignedLong(toBits),
            finite ? Ulps.distance(from[i], to[i]) : 0);
      } else if (finite) {
        equalFinite++;
      }
    }
    tally.addEqualFinite(equalFinite);
  }

  private static void compare(double[] from, double[] to, DifferenceTally tally) {
    int equalFinite = 0;
    for (int i = 0; i < from.length; i++) {
      long fromBits = Double.doubleToRawLongBits(from[i]);
      long toBits = Double.doubleToRawLongBits(to[i]);
      boolean finite = Double.isFinite(from[i]) && Double.isFinite(to[i]);
      if (fromBits != toBits) {
        tally.addDiffering(
            i, from[i], to[i], fromBits, toBits, finite ? Ulps.distance(from[i], to[i]) : 0);
      } else if (finite) {
        equalFinite++;
      }
    }
    tally.addEqualFinite(equalFinite);
  }

  private static int countFinite(Tensor tensor) {
    int finite = 0;
    if (tensor instanceof FloatTensor t) {
      for (float value : t.values()) {
        finite += Float.isFinite(value) ? 1 : 0;
      }
    } else if (tensor instanceof DoubleTensor t) {
      for (double value : t.values()) {
        finite += Double.isFinite(value) ? 1 : 0;
      }
    } else {
      throw noFloats(tensor);
    }
    return finite;
  }

  private static IllegalArgumentException noFloats(Tensor tensor) {
    return new IllegalArgumentException(
        tensor.dtype().label() + " has no distances: only floating-point tensors are compared");
  }
}
