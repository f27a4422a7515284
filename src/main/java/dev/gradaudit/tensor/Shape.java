package dev.gradaudit.tensor;

import java.util.Arrays;
import java.util.Optional;

/**
 * The extents of a tensor, outermost first; no extents for a scalar. An extent may be 0. Immutable.
 *
 * <p>Elements are laid out in row-major order. {@link #size()} is exact for every shape: it
 * saturates at {@link Long#MAX_VALUE} instead of overflowing, so that a caller can refuse a shape
 * before anything is allocated.
 */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  /**
   * The shape with these extents, outermost first.
   *
   * @throws IllegalArgumentException when an extent is negative
   */
  public static Shape of(int... extents) {
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException("negative extent " + extent);
      }
    }
    return extents.length == 0 ? SCALAR : new Shape(extents.clone());
  }

  public int rank() {
    return extents.length;
  }

  public int extent(int dim) {
    return extents[dim];
  }

  /** A copy of the extents. */
  public int[] extents() {
    return extents.clone();
  }

  /** The number of elements; 1 for a scalar, saturating at {@link Long#MAX_VALUE}. */
  public long size() {
    long size = 1;
    boolean huge = false;
    for (int extent : extents) {
      if (extent == 0) {
        return 0;
      }
      huge |= Math.multiplyHigh(size, extent) != 0 || size * extent < 0;
      size = huge ? Long.MAX_VALUE : size * extent;
    }
    return size;
  }

  /** Row-major strides, in elements. */
  public int[] strides() {
    int[] strides = new int[extents.length];
    int stride = 1;
    for (int dim = extents.length - 1; dim >= 0; dim--) {
      strides[dim] = stride;
      stride *= extents[dim];
    }
    return strides;
  }

  /** The index of each dimension for the element at a row-major position. */
  public int[] indexOf(long position) {
    int[] index = new int[extents.length];
    long rest = position;
    for (int dim = extents.length - 1; dim >= 0; dim--) {
      index[dim] = (int) (rest % extents[dim]);
      rest /= extents[dim];
    }
    return index;
  }

  /**
   * The shape to which both broadcast (aligned from the right, extents equal or 1), or empty when
   * they do not fit.
   */
  public static Optional<Shape> broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] result = new int[rank];
    for (int fromRight = 1; fromRight <= rank; fromRight++) {
      int left = fromRight <= a.rank() ? a.extents[a.rank() - fromRight] : 1;
      int right = fromRight <= b.rank() ? b.extents[b.rank() - fromRight] : 1;
      if (left != right && left != 1 && right != 1) {
        return Optional.empty();
      }
      result[rank - fromRight] = left == 1 ? right : left;
    }
    return Optional.of(Shape.of(result));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** {@code [256, 512]}; a scalar is {@code []}. */
  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
