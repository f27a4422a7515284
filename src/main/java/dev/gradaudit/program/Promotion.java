package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's rule for the dtype of a result: int64 gives way to floats and float32 to float64, but a
 * scalar tensor does not promote tensors with dimensions of its own kind, and a number promotes
 * nothing but int64 (if it is a float).
 */
final class Promotion {
  private Promotion() {}

  /**
   * The common dtype of tensors.
   *
   * @param tensors at least one
   */
  static DType common(List<TensorType> tensors) {
    DType dimensioned = null;
    DType scalars = null;
    for (TensorType type : tensors) {
      if (type.shape().rank() > 0) {
        dimensioned = wider(dimensioned, type.dtype());
      } else {
        scalars = wider(scalars, type.dtype());
      }
    }
    if (dimensioned == null || scalars == null) {
      return wider(dimensioned, scalars == null ? DType.INT64 : scalars);
    }
    return scalars.isFloating() && !dimensioned.isFloating() ? scalars : dimensioned;
  }

  /** The dtype of a number beside tensors of a dtype. */
  static DType ofNumber(Argument.Num number, DType tensors) {
    return tensors.isFloating() || number.integer() ? tensors : DType.FLOAT32;
  }

  private static DType wider(@Nullable DType a, DType b) {
    return a == null || rank(b) > rank(a) ? b : a;
  }

  private static int rank(DType dtype) {
    return switch (dtype) {
      case INT64 -> 0;
      case FLOAT32 -> 1;
      case FLOAT64 -> 2;
    };
  }
}
