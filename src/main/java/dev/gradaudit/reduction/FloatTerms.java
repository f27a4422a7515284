package dev.gradaudit.reduction;

/** The float32 terms of a site, seen by sums (columns) or by terms (rows). */
interface FloatTerms extends Terms {
  /** Writes all terms of a sum, products rounded. */
  void column(int sum, float[] into);

  /** Writes the factors of all terms of a sum of products. */
  void factors(int sum, float[] lefts, float[] rights);

  /**
   * @param anyShape whether the sums of a group may be other than consecutive ones
   */
  FloatRows rows(boolean anyShape);

  @Override
  default double left(int term, int sum) {
    return term(term, sum);
  }

  @Override
  default double right(int term, int sum) {
    return 1;
  }
}
