package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;

/**
 * A dense tensor in row-major order. Treated as immutable: whoever makes one hands its array over,
 * and nobody writes to it afterwards.
 */
public sealed interface Tensor permits FloatTensor, DoubleTensor, LongTensor {
  DType dtype();

  Shape shape();

  /** The number of elements. */
  int size();

  /** The element at a row-major position, exactly for floating dtypes. */
  double doubleAt(int position);

  /** The element's raw bits, zero-extended to 64. */
  long bitsAt(int position);

  /** The same elements under another shape of the same size. */
  Tensor withShape(Shape shape);
}
