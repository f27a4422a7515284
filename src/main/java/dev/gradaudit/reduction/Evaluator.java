package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;

/**
 * Carries out plans. There is a plain evaluator, which follows the definitions, and a fast one;
 * both give the same bits. A NaN is the canonical one, because which NaN the hardware passes on
 * depends on how the loop was compiled.
 */
interface Evaluator {
  /**
   * @param dtype float32, or a narrow dtype that the terms or their factors are numbers of
   * @param into receives one result per sum
   */
  void evaluate(SumPlan plan, DType dtype, FloatTerms terms, float[] into);

  /** The same in float64. */
  void evaluate(SumPlan plan, DoubleTerms terms, double[] into);
}
