package dev.gradaudit.plan;

/** What the user demands of the gradients along an axis. */
public sealed interface Expectation {
  /** Identical bits. */
  record Bitwise() implements Expectation {}

  /** At most so many ULPs apart. */
  record MaxUlp(long ulps) implements Expectation {}

  /** Nothing: differences are reported and do not fail the audit. */
  record Report() implements Expectation {}
}
