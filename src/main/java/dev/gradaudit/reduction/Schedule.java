package dev.gradaudit.reduction;

/**
 * The tree over all the terms of a sum: which partial sums are combined with which. The sequence in
 * which a schedule computes independent partial sums is its own affair and changes no result.
 */
interface Schedule {
  /** How many registers it names: 0 to {@code registers() - 1}. */
  int registers();

  /**
   * Drives the machine.
   *
   * @param arrivals asked where threads race, and only there
   * @return the register that holds the sum
   */
  int walk(PartialSums sums, Arrivals arrivals);
}
