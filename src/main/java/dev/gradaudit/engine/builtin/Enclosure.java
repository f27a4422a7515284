package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How far the elements of a result can move when those of its operands do. Rounding to nearest is
 * monotone, so the rounded ends of an interval enclose the rounded values inside it.
 */
final class Enclosure {
  private Enclosure() {}

  static double @Nullable [] unary(Unary f, Value x, Tensor result) {
    if (x.radius() == null) {
      return null;
    }
    double[] radius = new double[result.size()];
    for (int i = 0; i < radius.length; i++) {
      if (x.radiusAt(i) != 0) {
        Interval argument = Interval.around(x.tensor().doubleAt(i), x.radiusAt(i));
        radius[i] = radius(result.doubleAt(i), f.enclose(argument), result.dtype());
      }
    }
    return nullIfZero(radius);
  }

  static double @Nullable [] binary(Binary f, Value a, Value b, Tensor result) {
    if (a.radius() == null && b.radius() == null) {
      return null;
    }
    int[] left = broadcast(a.shape(), result.shape());
    int[] right = broadcast(b.shape(), result.shape());
    double[] radius = new double[result.size()];
    for (int i = 0; i < radius.length; i++) {
      double leftRadius = a.radiusAt(left[i]);
      double rightRadius = b.radiusAt(right[i]);
      if (leftRadius != 0 || rightRadius != 0) {
        Interval x = Interval.around(a.tensor().doubleAt(left[i]), leftRadius);
        Interval y = Interval.around(b.tensor().doubleAt(right[i]), rightRadius);
        radius[i] = radius(result.doubleAt(i), f.enclose(x, y), result.dtype());
      }
    }
    return nullIfZero(radius);
  }

  static double @Nullable [] cast(Value x, Tensor result) {
    if (x.radius() == null) {
      return null;
    }
    double[] radius = new double[result.size()];
    for (int i = 0; i < radius.length; i++) {
      if (x.radiusAt(i) != 0) {
        Interval argument = Interval.around(x.tensor().doubleAt(i), x.radiusAt(i));
        radius[i] = radius(result.doubleAt(i), argument, result.dtype());
      }
    }
    return nullIfZero(radius);
  }

  /** The radii of moved elements; a negative position stands for a constant. */
  static double @Nullable [] gather(double @Nullable [] radius, int[] positions) {
    if (radius == null) {
      return null;
    }
    double[] moved = new double[positions.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = radius[positions[i]];
    }
    return nullIfZero(moved);
  }

  static double @Nullable [] scatter(double @Nullable [] radius, int[] positions, int size) {
    if (radius == null) {
      return null;
    }
    double[] moved = new double[size];
    for (int i = 0; i < positions.length; i++) {
      moved[positions[i]] = radius[i];
    }
    return nullIfZero(moved);
  }

  /** A maximum moves at most as far as the candidate that moves furthest. */
  static double @Nullable [] max(double @Nullable [] block, int terms, int sums) {
    if (block == null) {
      return null;
    }
    double[] radius = new double[sums];
    for (int term = 0; term < terms; term++) {
      for (int sum = 0; sum < sums; sum++) {
        radius[sum] = Math.max(radius[sum], block[term * sums + sum]);
      }
    }
    return nullIfZero(radius);
  }

  /** No radii at all where every one is 0. */
  static double @Nullable [] nullIfZero(double[] radius) {
    for (double r : radius) {
      if (r != 0) {
        return radius;
      }
    }
    return null;
  }

  /** The distance from a value to the further end of an interval, rounded to the dtype, upwards. */
  private static double radius(double value, Interval exact, DType dtype) {
    double low = round(exact.low(), dtype);
    double high = round(exact.high(), dtype);
    double distance = Math.max(value - low, high - value);
    if (Double.isNaN(distance) || Double.isNaN(value)) {
      return Double.POSITIVE_INFINITY;
    }
    return distance <= 0 ? 0 : Math.nextUp(distance);
  }

  private static double round(double value, DType dtype) {
    return dtype == DType.FLOAT32 ? (float) value : value;
  }

  private static int[] broadcast(Shape from, Shape to) {
    return Positions.broadcast(from, to);
  }
}
