package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;

/** What is known of a tensor before anything runs. */
public record TensorType(DType dtype, Shape shape) {
  @Override
  public String toString() {
    return dtype.label() + shape;
  }
}
