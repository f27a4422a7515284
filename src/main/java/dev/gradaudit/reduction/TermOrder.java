package dev.gradaudit.reduction;

/** In which sequence a plan takes the terms of each of its sums. */
sealed interface TermOrder {
  TermOrder AS_GIVEN = new AsGiven();

  /** Term 0 first. */
  record AsGiven() implements TermOrder {}

  /** The same sequence for every sum: position i takes term {@code terms[i]}. */
  record Listed(int[] terms) implements TermOrder {}

  /** For every sum its own: by magnitude of the rounded term, equal ones as given, NaN last. */
  record ByMagnitude(boolean largestFirst) implements TermOrder {}
}
