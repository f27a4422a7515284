package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's rule for the dtype of a result: bool gives way to int64, int64 to floats, narrower
 * floats to wider ones and the two narrow ones to float32; but a scalar tensor does not promote
 * tensors with dimensions of its own kind, and a number promotes only what is of a lower kind.
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
      return wider(dimensioned, scalars == null ? DType.BOOL : scalars);
    }
    return category(scalars) > category(dimensioned) ? scalars : dimensioned;
  }

  /** The dtype of a number beside tensors of a dtype. */
  static DType ofNumber(Argument.Num number, DType tensors) {
    if (tensors.isFloating()) {
      return tensors;
    }
    if (!number.integer()) {
      return DType.FLOAT32;
    }
    return DType.INT64;
  }

  private static DType wider(@Nullable DType a, DType b) {
    if (a == null) {
      return b;
    }
    // Neither of the two narrow dtypes holds the numbers of the other.
    boolean narrow = a.isNarrow() && b.isNarrow() && a != b;
    return narrow ? DType.FLOAT32 : b.compareTo(a) > 0 ? b : a;
  }

  /** 0 for bool, 1 for int64, 2 for floating dtypes. */
  private static int category(DType dtype) {
    return dtype.isFloating() ? 2 : dtype == DType.INT64 ? 1 : 0;
  }
}
