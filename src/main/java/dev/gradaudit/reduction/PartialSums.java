package dev.gradaudit.reduction;

/**
 * The machine that a {@link Schedule} drives: numbered registers that each hold a partial sum, of
 * one output or of a whole row of outputs. Terms are numbered as the plan's {@link TermOrder} puts
 * them. What {@code combine} computes is the business of the {@link Accumulation}.
 *
 * <p>Several threads may drive one machine at once as long as no two of them name the same
 * register.
 */
interface PartialSums {
  /** Sets a register to one term. */
  void leaf(int register, int term);

  /** Sets a register to +0, which is not a term: for orders whose accumulators start there. */
  void zero(int register);

  /**
   * Combines a register, on the left, with the terms from, from + step, … below to, one after the
   * other.
   */
  void addLeaves(int register, int from, int to, int step);

  /** Combines two registers into the left one; the right one is then unset. */
  void combine(int left, int right);
}
