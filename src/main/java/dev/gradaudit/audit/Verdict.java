package dev.gradaudit.audit;

/** The answer for one scenario along one axis. */
public enum Verdict {
  /** No reduction that the gradients depend on can round in any order. */
  PROVEN,
  /** N runs, one result. */
  IDENTICAL,
  /** More than one result, within the any-order bound where there is one. */
  DIFFERS,
  /** Further apart than any order of summation can explain. */
  OUT_OF_BOUND,
  /** Nothing was compared, or nothing that could differ. Never a pass. */
  INCONCLUSIVE
}
