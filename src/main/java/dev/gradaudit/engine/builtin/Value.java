package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.WideTensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor inside a run. Under analysis it also carries what is known of it under every other order
 * of summation: how far each element can be from this run's, and which reduction sites it depends
 * on. In a reference run it carries its value in wide arithmetic. In a plain run it carries
 * neither.
 */
public final class Value {
  private final Tensor tensor;
  private final double @Nullable [] radius;
  private final Trail trail;
  private final @Nullable WideTensor wide;

  Value(Tensor tensor) {
    this(tensor, null, Trail.NONE, null);
  }

  /**
   * @param wide the same value in wide arithmetic
   */
  Value(Tensor tensor, WideTensor wide) {
    this(tensor, null, Trail.NONE, wide);
  }

  /**
   * @param radius for each element, how far its value under any order can be from this one; null
   *     when no order can change any element
   */
  Value(Tensor tensor, double @Nullable [] radius, Trail trail) {
    this(tensor, radius, trail, null);
  }

  private Value(Tensor tensor, double @Nullable [] radius, Trail trail, @Nullable WideTensor wide) {
    this.tensor = tensor;
    this.radius = radius;
    this.trail = trail;
    this.wide = wide;
  }

  public Tensor tensor() {
    return tensor;
  }

  public Shape shape() {
    return tensor.shape();
  }

  public DType dtype() {
    return tensor.dtype();
  }

  double @Nullable [] radius() {
    return radius;
  }

  /** The radius of one element, 0 when no order can change it. */
  double radiusAt(int position) {
    return radius == null ? 0 : radius[position];
  }

  Trail trail() {
    return trail;
  }

  /** The value in wide arithmetic, of a reference run. */
  WideTensor wide() {
    if (wide == null) {
      throw new IllegalStateException("this run has no wide arithmetic");
    }
    return wide;
  }
}
