package dev.gradaudit.reduction;

import org.jspecify.annotations.Nullable;

/**
 * The evaluator of all real work: one for each dtype, made when first needed, because an audit
 * makes very many runs of very small programs.
 */
final class FastEvaluator implements Evaluator {
  private final Arrivals arrivals;
  private @Nullable FloatEvaluator floats;
  private @Nullable DoubleEvaluator doubles;

  FastEvaluator(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public void evaluate(SumPlan plan, FloatTerms terms, float[] into) {
    if (floats == null) {
      floats = new FloatEvaluator(arrivals);
    }
    floats.evaluate(plan, terms, into);
  }

  @Override
  public void evaluate(SumPlan plan, DoubleTerms terms, double[] into) {
    if (doubles == null) {
      doubles = new DoubleEvaluator(arrivals);
    }
    doubles.evaluate(plan, terms, into);
  }
}
