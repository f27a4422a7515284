package dev.gradaudit.report;

import dev.gradaudit.tensor.Tensor;

/** A loss in a few words. */
public final class LossText {
  private LossText() {}

  /** {@code loss 0.5 (3f000000)}; of another shape than a scalar, only the shape. */
  public static String of(Tensor loss) {
    if (loss.shape().rank() > 0) {
      return "loss of shape " + loss.shape();
    }
    return "loss "
        + NumberText.of(loss.dtype(), loss.doubleAt(0))
        + " ("
        + NumberText.bits(loss.dtype(), loss.bitsAt(0))
        + ")";
  }
}
