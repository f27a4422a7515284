package dev.gradaudit.reduction;

import java.util.Set;

/** Which operators PyTorch sums with kernels of their own, whose orders are not known here. */
final class TorchKernels {
  /** Whose sums are those of torch.sum, forward and backward. */
  private static final Set<String> PLAIN =
      Set.of(
          "sum",
          "mean",
          "mse_loss",
          "l1_loss",
          "smooth_l1_loss",
          "huber_loss",
          "kl_div",
          "binary_cross_entropy",
          "binary_cross_entropy_with_logits",
          "dot",
          "trace");

  private TorchKernels() {}

  /**
   * @param op the label of a site, {@code normalize/sum} inside of a definition
   */
  static boolean sumsByItself(String op) {
    return !PLAIN.contains(op.substring(op.lastIndexOf('/') + 1))
        && !PLAIN.contains(op.substring(0, Math.max(0, op.indexOf('/'))));
  }
}
