package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;

/**
 * A sum that can be asked for any terms: all that revealing needs to know of an engine, a library
 * or a program.
 */
public interface SumUnderTest {
  /** What is summed. For a product each term has a factor; otherwise the factors are 1. */
  SumOp op();

  /** How many terms it adds, at least 1. */
  int terms();

  /** In which dtype its terms and its result are. */
  DType dtype();

  /** How many sums of one tree may be asked for in one go; at least 1. */
  int most();

  /**
   * Sums several times over, each time by the same tree.
   *
   * @param terms at most {@link #most()} rows of terms, numbers of the dtype; only read
   * @param factors for each term its factor; all 1 unless it is a product; only read
   * @return for each row its sum, divided for a mean
   */
  double[] sums(double[][] terms, double[] factors) throws StoppedException;

  /**
   * Sums once, in the plain form that a program has.
   *
   * @param repeat which of several equal runs this is
   */
  double sum(double[] terms, double[] factors, int repeat) throws StoppedException;
}
