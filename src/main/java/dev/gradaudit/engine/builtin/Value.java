package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor inside a run. Under analysis it also carries what is known of it under every other order
 * of summation: how far each element can be from this run's, and which reduction sites it depends
 * on. In a plain run it carries neither.
 */
public final class Value {
  private final Tensor tensor;
  private final double @Nullable [] radius;
  private final Trail trail;

  Value(Tensor tensor) {
    this(tensor, null, Trail.NONE);
  }

  /**
   * @param radius for each element, how far its value under any order can be from this one; null
   *     when no order can change any element
   */
  Value(Tensor tensor, double @Nullable [] radius, Trail trail) {
    this.tensor = tensor;
    this.radius = radius;
    this.trail = trail;
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
}
