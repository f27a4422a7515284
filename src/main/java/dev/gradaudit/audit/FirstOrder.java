package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Referee;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.WideTensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a change of one site's results does to the gradients, to first order: the derivative of the
 * gradients with respect to these results, applied to the change. It is a difference quotient in
 * wide arithmetic, with a step so small that its square does not count, and so holds for sums of
 * the backward pass and second derivatives alike.
 */
final class FirstOrder {
  /** Of the change; a power of two. */
  private static final double STEP = 0x1p-10;

  private final @Nullable Referee referee;
  private final TrainingStep step;
  private final Map<String, DType> gradients = new HashMap<>();
  private final RunOptions options;
  private final Referee.@Nullable Reference reference;

  private FirstOrder(
      @Nullable Referee referee,
      TrainingStep step,
      Map<String, Difference> differences,
      RunOptions options) {
    this.referee = referee;
    this.step = step;
    this.options = options;
    differences.forEach(
        (name, difference) -> {
          if (!difference.identical()) {
            gradients.put(name, difference.dtype());
          }
        });
    this.reference =
        referee == null ? null : referee.reference(step, Referee.Nudges.NONE, options.cancelled());
  }

  /**
   * @param differences of the gradients: those that differ are estimated
   */
  static FirstOrder of(
      GradientEngine engine,
      TrainingStep step,
      Map<String, Difference> differences,
      RunOptions options) {
    return new FirstOrder(engine instanceof Referee able ? able : null, step, differences, options);
  }

  /**
   * The largest change of each gradient, in ULPs of its exact value; a gradient that is not finite
   * there is left out.
   *
   * @param change of each result of the site
   */
  Map<String, Double> of(SiteKey site, double[] change) {
    Map<String, Double> estimates = new LinkedHashMap<>();
    if (referee == null || reference == null) {
      return estimates;
    }
    double[] nudge = new double[change.length];
    for (int i = 0; i < nudge.length; i++) {
      nudge[i] = change[i] * STEP;
    }
    Referee.Reference moved =
        referee.reference(step, key -> key.equals(site) ? nudge : null, options.cancelled());
    if (moved == null) {
      return estimates;
    }
    reference
        .gradients()
        .forEach(
            (name, usual) -> {
              WideTensor other = moved.gradients().get(name);
              DType dtype = gradients.get(name);
              if (other != null && dtype != null) {
                double ulps = ulps(dtype, usual, other);
                if (Double.isFinite(ulps)) {
                  estimates.put(name, ulps);
                }
              }
            });
    return estimates;
  }

  private static double ulps(DType dtype, WideTensor usual, WideTensor moved) {
    double most = 0;
    for (int i = 0; i < usual.size(); i++) {
      double change = moved.at(i).minus(usual.at(i)).high() / STEP;
      most = Math.max(most, Math.abs(change) / dtype.ulp(dtype.round(usual.high()[i])));
    }
    return most;
  }
}
