package dev.gradaudit.reduction;

/** The evaluator of all real work: one for each dtype. */
final class FastEvaluator implements Evaluator {
  private final FloatEvaluator floats;
  private final DoubleEvaluator doubles;

  FastEvaluator(Arrivals arrivals) {
    floats = new FloatEvaluator(arrivals);
    doubles = new DoubleEvaluator(arrivals);
  }

  @Override
  public void evaluate(SumPlan plan, FloatTerms terms, float[] into) {
    floats.evaluate(plan, terms, into);
  }

  @Override
  public void evaluate(SumPlan plan, DoubleTerms terms, double[] into) {
    doubles.evaluate(plan, terms, into);
  }
}
