package dev.gradaudit.reduction;

/**
 * Carries out plans. There is a plain evaluator, which follows the definitions, and a fast one;
 * both give the same bits. A NaN is the canonical one, because which NaN the hardware passes on
 * depends on how the loop was compiled.
 */
interface Evaluator {
  /**
   * @param into receives one result per sum
   */
  void evaluate(SumPlan plan, FloatTerms terms, float[] into);

  /** As for float32. */
  void evaluate(SumPlan plan, DoubleTerms terms, double[] into);
}
