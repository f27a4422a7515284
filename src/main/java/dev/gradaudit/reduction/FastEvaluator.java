package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evaluator of all real work: one for each dtype, made when first needed, because an audit
 * makes very many runs of very small programs.
 */
final class FastEvaluator implements Evaluator {
  private final Arrivals arrivals;
  private @Nullable FloatEvaluator floats;
  private @Nullable DoubleEvaluator doubles;
  private final Map<DType, NarrowEvaluator> narrow = new EnumMap<>(DType.class);

  FastEvaluator(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public void evaluate(SumPlan plan, DType dtype, FloatTerms terms, float[] into) {
    if (dtype.isNarrow()) {
      narrow
          .computeIfAbsent(dtype, type -> new NarrowEvaluator(type, arrivals))
          .evaluate(plan, terms, into);
      return;
    }
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
