package dev.gradaudit.audit;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.Ulps;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was proved of the gradients under every order, for the data of one seed: by position of the
 * gradient, which the hot paths need. Without an analysis nothing is proved and nothing excluded.
 */
final class Certificate {
  private final GradientLayout layout;
  private final Analysis.@Nullable Gradient[] gradients;

  Certificate(@Nullable Analysis analysis, GradientLayout layout) {
    this.layout = layout;
    this.gradients = new Analysis.Gradient[layout.names().size()];
    for (int position = 0; position < gradients.length; position++) {
      String name = layout.names().get(position);
      gradients[position] = analysis == null ? null : analysis.gradients().get(name);
    }
  }

  /** Whether no order can change this gradient. */
  boolean proves(int position) {
    Analysis.Gradient gradient = gradients[position];
    return gradient != null && gradient.proven();
  }

  /** Whether no order can change any of the gradients. */
  boolean provesAll() {
    for (int position = 0; position < gradients.length; position++) {
      if (!proves(position)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first element outside the interval of the values that some order can give; null when there
   * is none. An end that is not finite excludes nothing, and NaN is excluded by finite ends only:
   * an overflow on the way may end in either.
   */
  @Nullable Escape escape(Configuration configuration, int repeat, int position, Tensor tensor) {
    Analysis.Gradient gradient = gradients[position];
    double[] lower = gradient == null ? null : gradient.lower();
    double[] upper = gradient == null ? null : gradient.upper();
    if (lower == null || upper == null) {
      return null;
    }
    for (int i = 0; i < lower.length; i++) {
      double value = tensor.doubleAt(i);
      boolean below = value < lower[i] && Double.isFinite(lower[i]);
      boolean above = value > upper[i] && Double.isFinite(upper[i]);
      boolean impossibleNaN =
          Double.isNaN(value) && Double.isFinite(lower[i]) && Double.isFinite(upper[i]);
      if (below || above || impossibleNaN) {
        List<Integer> index = Arrays.stream(tensor.shape().indexOf(i)).boxed().toList();
        DType dtype = tensor.dtype();
        double nearest = below ? dtype.roundUp(lower[i]) : dtype.roundDown(upper[i]);
        return new Escape(
            configuration,
            repeat,
            layout.names().get(position),
            index,
            Double.isFinite(value) ? distance(dtype, value, nearest) : null);
      }
    }
    return null;
  }

  /**
   * How far apart two orders can be, in ULPs, for the element where they can be furthest, over the
   * gradients that are not proved; null when that is not known or not finite.
   */
  @Nullable Double boundUlp() {
    double bound = -1;
    for (int position = 0; position < gradients.length; position++) {
      if (!proves(position)) {
        Analysis.Gradient gradient = gradients[position];
        double[] lower = gradient == null ? null : gradient.lower();
        double[] upper = gradient == null ? null : gradient.upper();
        if (lower == null || upper == null) {
          return null;
        }
        DType dtype = layout.types().get(position).dtype();
        for (int i = 0; i < lower.length; i++) {
          if (!Double.isFinite(lower[i]) || !Double.isFinite(upper[i])) {
            return null;
          }
          double least = dtype.roundUp(lower[i]);
          double greatest = dtype.roundDown(upper[i]);
          // No value between the ends: then there is nothing to be apart.
          long ulps = least < greatest ? distance(dtype, least, greatest) : 0;
          bound = Math.max(bound, Ulps.toDouble(ulps));
        }
      }
    }
    return bound < 0 ? null : bound;
  }

  /** The distance between two values of a dtype. */
  private static long distance(DType dtype, double a, double b) {
    return Ulps.distance(dtype, a, b);
  }
}
