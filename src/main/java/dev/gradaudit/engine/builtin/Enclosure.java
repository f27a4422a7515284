package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far the elements of a result can move when those of its operands do. Rounding to nearest is
 * monotone, so the rounded ends of an interval enclose the rounded values inside it.
 *
 * <p>An infinite radius says that nothing is known: the element may even be NaN under some order.
 * So it is handed on, also by functions whose values are bounded.
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
        Interval exact = isUnknown(x.radiusAt(i)) ? Interval.EVERYTHING : f.enclose(argument);
        radius[i] = radius(result.doubleAt(i), exact, result.dtype());
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
      radius[i] =
          binary(
              f,
              a.tensor().doubleAt(left[i]),
              a.radiusAt(left[i]),
              b.tensor().doubleAt(right[i]),
              b.radiusAt(right[i]),
              result,
              i);
    }
    return nullIfZero(radius);
  }

  /** The radius of one element of a result, from the two that it was computed of. */
  private static double binary(
      Binary f, double a, double aRadius, double b, double bRadius, Tensor result, int at) {
    if (aRadius == 0 && bRadius == 0) {
      return 0;
    }
    boolean unknown = isUnknown(aRadius) || isUnknown(bRadius);
    Interval exact =
        unknown
            ? Interval.EVERYTHING
            : f.enclose(Interval.around(a, aRadius), Interval.around(b, bRadius));
    return radius(result.doubleAt(at), exact, result.dtype());
  }

  static double @Nullable [] runningProducts(Value start, Value factors, Tensor result) {
    if (start.radius() == null && factors.radius() == null) {
      return null;
    }
    int columns = start.tensor().size();
    double[] radius = new double[result.size()];
    for (int i = 0; i < radius.length; i++) {
      int above = i - columns;
      radius[i] =
          above < 0
              ? start.radiusAt(i)
              : binary(
                  Binary.MUL,
                  result.doubleAt(above),
                  radius[above],
                  factors.tensor().doubleAt(above),
                  factors.radiusAt(above),
                  result,
                  i);
    }
    return nullIfZero(radius);
  }

  static double @Nullable [] cast(Value x, Tensor result) {
    if (x.radius() == null) {
      return null;
    }
    boolean floating = result.dtype().isFloating();
    double[] radius = new double[result.size()];
    for (int i = 0; i < radius.length; i++) {
      if (x.radiusAt(i) != 0) {
        Interval argument = Interval.around(x.tensor().doubleAt(i), x.radiusAt(i));
        radius[i] =
            floating
                ? radius(result.doubleAt(i), argument, result.dtype())
                : choice(isFixed(argument, result.dtype()));
      }
    }
    return nullIfZero(radius);
  }

  /** Whether all numbers of an interval are converted to the same truth value or integer. */
  private static boolean isFixed(Interval x, DType dtype) {
    return dtype == DType.BOOL
        ? !x.contains(0)
        : Double.isFinite(x.low())
            && Double.isFinite(x.high())
            && (long) x.low() == (long) x.high();
  }

  /** The radius of a truth value or an index: no order changes it, or nothing is known of it. */
  static double choice(boolean fixed) {
    return fixed ? 0 : Double.POSITIVE_INFINITY;
  }

  /** The radii of moved elements. */
  static double @Nullable [] gather(double @Nullable [] radius, int[] positions) {
    if (radius == null) {
      return null;
    }
    double[] moved = new double[positions.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = positions[i] < 0 ? 0 : radius[positions[i]];
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

  static double @Nullable [] compare(Comparison comparison, Value a, Value b, Tensor result) {
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
        boolean unknown = isUnknown(leftRadius) || isUnknown(rightRadius);
        radius[i] = choice(!unknown && comparison.isFixed(x, y));
      }
    }
    return nullIfZero(radius);
  }

  static double @Nullable [] combine(Value a, Value b, Tensor result) {
    if (a.radius() == null && b.radius() == null) {
      return null;
    }
    int[] left = broadcast(a.shape(), result.shape());
    int[] right = broadcast(b.shape(), result.shape());
    double[] radius = new double[result.size()];
    for (int i = 0; i < radius.length; i++) {
      radius[i] = choice(a.radiusAt(left[i]) == 0 && b.radiusAt(right[i]) == 0);
    }
    return nullIfZero(radius);
  }

  /** Where the mask may change, the result may be either. */
  static double @Nullable [] where(Value mask, Value a, Value b, Tensor result) {
    if (mask.radius() == null && a.radius() == null && b.radius() == null) {
      return null;
    }
    int[] holds = broadcast(mask.shape(), result.shape());
    int[] first = broadcast(a.shape(), result.shape());
    int[] second = broadcast(b.shape(), result.shape());
    double[] radius = new double[result.size()];
    for (int i = 0; i < radius.length; i++) {
      double firstRadius = a.radiusAt(first[i]);
      double secondRadius = b.radiusAt(second[i]);
      if (mask.radiusAt(holds[i]) == 0) {
        radius[i] = mask.tensor().bitsAt(holds[i]) != 0 ? firstRadius : secondRadius;
      } else if (isUnknown(firstRadius) || isUnknown(secondRadius)) {
        radius[i] = Double.POSITIVE_INFINITY;
      } else {
        Interval x = Interval.around(a.tensor().doubleAt(first[i]), firstRadius);
        Interval y = Interval.around(b.tensor().doubleAt(second[i]), secondRadius);
        Interval either = Interval.hull(x.low(), x.high(), y.low(), y.high());
        radius[i] = radius(result.doubleAt(i), either, result.dtype());
      }
    }
    return nullIfZero(radius);
  }

  /** The place of a maximum is fixed where no other candidate can come up to it. */
  static double @Nullable [] argmax(
      Tensor block, double @Nullable [] radius, int terms, int sums, Tensor result) {
    if (radius == null) {
      return null;
    }
    double[] choices = new double[sums];
    for (int sum = 0; sum < sums; sum++) {
      int winner = (int) result.bitsAt(sum) * sums + sum;
      boolean fixed = true;
      double least = block.doubleAt(winner) - radius[winner];
      for (int term = 0; term < terms && fixed; term++) {
        int at = term * sums + sum;
        boolean moves = radius[at] != 0 || radius[winner] != 0;
        // Written so that NaN is not fixed.
        fixed = at == winner || !moves || block.doubleAt(at) + radius[at] < least;
        fixed &= !isUnknown(radius[at]);
      }
      choices[sum] = choice(fixed);
    }
    return nullIfZero(choices);
  }

  /** What is left when an index decided: nothing is known where an order may change it. */
  static double @Nullable [] chosen(Value index, Value result) {
    if (index.radius() == null) {
      return result.radius();
    }
    double[] radius = new double[result.tensor().size()];
    Arrays.fill(radius, Double.POSITIVE_INFINITY);
    return nullIfZero(radius);
  }

  static double @Nullable [] concat(List<Value> values) {
    if (values.stream().allMatch(value -> value.radius() == null)) {
      return null;
    }
    return values.stream()
        .flatMapToDouble(
            value -> IntStream.range(0, value.tensor().size()).mapToDouble(value::radiusAt))
        .toArray();
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
    double low = dtype.round(exact.low());
    double high = dtype.round(exact.high());
    double distance = Math.max(value - low, high - value);
    if (Double.isNaN(distance) || Double.isNaN(value)) {
      return Double.POSITIVE_INFINITY;
    }
    if (distance > 0) {
      return Math.nextUp(distance);
    }
    // Between −0 and +0 there is no distance, but a later division tells them apart.
    boolean same = Double.compare(low, value) == 0 && Double.compare(value, high) == 0;
    return same ? 0 : Double.MIN_VALUE;
  }

  private static boolean isUnknown(double radius) {
    return radius == Double.POSITIVE_INFINITY;
  }

  private static int[] broadcast(Shape from, Shape to) {
    return Positions.broadcast(from, to);
  }
}
