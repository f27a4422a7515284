package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DoubleDouble;

/**
 * A tensor of numbers of about 106 bits, each with a bound on how far it is from the exact value.
 * Bounds are of first order: products of two of them are left out. The arrays are not copied.
 *
 * @param high for each element, row-major, the double nearest to it
 * @param low what that lacks
 * @param error how far the sum of both can be from the exact value; NaN where that is not known
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose; never compared
public record WideTensor(Shape shape, double[] high, double[] low, double[] error) {
  /** All elements 0, to be filled. */
  public static WideTensor zeros(Shape shape) {
    int size = Math.toIntExact(shape.size());
    return new WideTensor(shape, new double[size], new double[size], new double[size]);
  }

  /** The elements of a tensor, exactly. */
  public static WideTensor of(Tensor tensor) {
    WideTensor wide = zeros(tensor.shape());
    for (int i = 0; i < wide.high.length; i++) {
      wide.high[i] = tensor.doubleAt(i);
    }
    return wide;
  }

  public int size() {
    return high.length;
  }

  /** One element. */
  public DoubleDouble at(int position) {
    return new DoubleDouble(high[position], low[position]);
  }

  /** Writes one element. */
  public void set(int position, DoubleDouble value, double bound) {
    high[position] = value.high();
    low[position] = value.low();
    error[position] = bound;
  }

  /** The same elements under another shape of the same size. */
  public WideTensor withShape(Shape other) {
    return new WideTensor(other, high, low, error);
  }

  /** The elements at some positions; 0 for a negative position. */
  public WideTensor gather(int[] positions, Shape to) {
    WideTensor gathered = zeros(to);
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] >= 0) {
        gathered.high[i] = high[positions[i]];
        gathered.low[i] = low[positions[i]];
        gathered.error[i] = error[positions[i]];
      }
    }
    return gathered;
  }
}
