package dev.gradaudit.reduction;

/** The float64 terms of a site, seen by sums (columns) or by terms (rows). */
interface DoubleTerms extends Terms {
  /** Writes all terms of a sum, products rounded. */
  void column(int sum, double[] into);

  /** Writes the factors of all terms of a sum of products. */
  void factors(int sum, double[] lefts, double[] rights);

  /**
   * @param anyShape whether the sums of a group may be other than consecutive ones
   */
  DoubleRows rows(boolean anyShape);

  @Override
  default double left(int term, int sum) {
    return term(term, sum);
  }

  @Override
  default double right(int term, int sum) {
    return 1;
  }
}
