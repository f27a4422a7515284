package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;

/**
 * Every result that a sum of few terms can have in plain arithmetic: the answer is complete, not a
 * sample. The orders are told apart by the terms they add, so that equal terms count one by one.
 *
 * <p>Found subset by subset: the sums of a set of terms are those of its two parts, added, over all
 * the ways to cut it in two. That takes 3^n cuts, and for each one addition per pair of different
 * partial sums, of which terms of many magnitudes can have a great many; hence the limit.
 *
 * <pre>{@code
 * ReachableSums sums = ReachableSums.of(DType.FLOAT64, new double[] {1e16, 1, -1e16, 1});
 * if (sums instanceof ReachableSums.All all) {
 *   all.trees().distinct(); // 3: the sums 0, 1 and 2
 *   all.sequences().fraction(0); // a third of all permutations give 0
 * }
 * }</pre>
 */
public sealed interface ReachableSums {
  /** The most terms that can be asked for. */
  int MOST_TERMS = 12;

  /** Additions that {@link #of(DType, double[])} spends at most: less than a second's work. */
  long DEFAULT_ADDITIONS = 50_000_000;

  /**
   * The answer.
   *
   * @param trees over all (2n − 3)!! binary trees over the terms in any permutation, where a tree
   *     and its mirror image are one, as addition commutes
   * @param sequences over all n! permutations, each added from left to right
   */
  record All(SumDistribution trees, SumDistribution sequences) implements ReachableSums {}

  /**
   * Too many different partial sums to go through them all: nothing is known.
   *
   * @param additions how many would be needed to go on, at least
   */
  record TooMany(long additions) implements ReachableSums {}

  /** As {@link #of(DType, double[], long)} with {@link #DEFAULT_ADDITIONS}. */
  static ReachableSums of(DType dtype, double[] terms) {
    return of(dtype, terms, DEFAULT_ADDITIONS);
  }

  /**
   * Finds all sums of the terms.
   *
   * @param dtype of every partial sum, floating
   * @param terms 1 to {@link #MOST_TERMS} numbers of the dtype; those that are not finite follow
   *     IEEE arithmetic
   * @param mostAdditions when to give up
   */
  static ReachableSums of(DType dtype, double[] terms, long mostAdditions) {
    if (terms.length < 1 || terms.length > MOST_TERMS) {
      throw new IllegalArgumentException(
          "1 to " + MOST_TERMS + " terms are possible, not " + terms.length);
    }
    return new SubsetSums(dtype, terms, mostAdditions).reachable();
  }
}
