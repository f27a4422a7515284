package dev.gradaudit.reduction;

/** What a reduction is for. Libraries sum each kind in a way of its own. */
public enum SiteKind {
  /** Elements of one tensor, over some or all of its dimensions. */
  SUM,
  /** Products over the inner index of a matrix product. */
  MATMUL,
  /** As MATMUL, with a bias as the first term: 1 times the bias. */
  LINEAR,
  /** A broadcast operand's gradient, over the indices it was broadcast to. */
  BROADCAST,
  /** The gradients that arrive from several uses of one tensor. */
  FAN_OUT,
  /** Contributions to the same destination of an indexed write. */
  SCATTER
}
