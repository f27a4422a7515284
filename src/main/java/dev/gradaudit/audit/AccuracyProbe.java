package dev.gradaudit.audit;

import dev.gradaudit.audit.Accuracy.Distance;
import dev.gradaudit.audit.Accuracy.OfGradient;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Referee;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.WideTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs each configuration once and holds its gradients against those of real arithmetic. */
final class AccuracyProbe {
  private final GradientEngine engine;
  private final Referee referee;
  private final RunOptions options;

  AccuracyProbe(GradientEngine engine, Referee referee, RunOptions options) {
    this.engine = engine;
    this.referee = referee;
    this.options = options;
  }

  /**
   * @param configurations that compute with the data of the step, at least one
   * @return null when the step cannot be computed or the user asked to stop
   */
  @Nullable Accuracy run(TrainingStep step, List<Configuration> configurations) {
    Referee.Reference reference = referee.reference(step, Referee.Nudges.NONE, options.cancelled());
    if (reference == null) {
      return null;
    }
    Map<String, List<Distance>> distances = new LinkedHashMap<>();
    reference.gradients().keySet().forEach(name -> distances.put(name, new ArrayList<>()));
    List<Configuration> all = new ArrayList<>(configurations);
    all.add(new Configuration(configurations.get(0).seed(), 1, OrderSpec.EXACT));
    Map<String, DType> dtypes = new LinkedHashMap<>();
    for (Configuration configuration : all) {
      if (!(engine.run(step, configuration, 0, options) instanceof RunOutcome.Completed run)) {
        return null;
      }
      distances.forEach(
          (name, runs) -> {
            Tensor gradient = run.gradients().get(name);
            WideTensor exact = reference.gradients().get(name);
            if (gradient != null && exact != null) {
              dtypes.put(name, gradient.dtype());
              runs.add(distance(configuration, gradient, exact));
            }
          });
    }
    List<OfGradient> gradients = new ArrayList<>();
    reference
        .gradients()
        .forEach(
            (name, exact) -> {
              List<Distance> runs = distances.get(name);
              DType dtype = dtypes.get(name);
              if (runs != null && dtype != null) {
                int last = runs.size() - 1;
                gradients.add(
                    new OfGradient(
                        name,
                        exact.size(),
                        count(exact, AccuracyProbe::isUndetermined),
                        count(exact, AccuracyProbe::isUnknown),
                        uncertainty(dtype, exact),
                        runs.get(last),
                        runs.subList(0, last)));
              }
            });
    return new Accuracy(reference.otherChoices(), gradients);
  }

  private static boolean isUnknown(WideTensor exact, int position) {
    return !Double.isFinite(exact.error()[position]) || Double.isNaN(exact.high()[position]);
  }

  /** Whether not even the sign is known; an exact 0 is known. */
  private static boolean isUndetermined(WideTensor exact, int position) {
    double error = exact.error()[position];
    return isUnknown(exact, position) || error > 0 && Math.abs(exact.high()[position]) <= error;
  }

  @FunctionalInterface
  private interface Property {
    boolean holds(WideTensor exact, int position);
  }

  private static int count(WideTensor exact, Property property) {
    int count = 0;
    for (int i = 0; i < exact.size(); i++) {
      count += property.holds(exact, i) ? 1 : 0;
    }
    return count;
  }

  private static double uncertainty(DType dtype, WideTensor exact) {
    double most = 0;
    for (int i = 0; i < exact.size(); i++) {
      if (!isUndetermined(exact, i) && Double.isFinite(exact.high()[i])) {
        most = Math.max(most, exact.error()[i] / ulp(dtype, exact.high()[i]));
      }
    }
    return most;
  }

  /** At the nearest number of the dtype, or at the largest one. */
  private static double ulp(DType dtype, double value) {
    return dtype.ulp(Math.min(Math.abs(dtype.round(value)), dtype.largest()));
  }

  private static Distance distance(Configuration configuration, Tensor run, WideTensor exact) {
    double maxUlps = -1;
    double sum = 0;
    int summed = 0;
    double maxAbsolute = 0;
    double magnitude = 0;
    int worst = 0;
    for (int i = 0; i < exact.size(); i++) {
      double value = run.doubleAt(i);
      double high = exact.high()[i];
      boolean finite = Double.isFinite(value) && Double.isFinite(high);
      double off = finite ? Math.abs(value - high - exact.low()[i]) : 0;
      if (isUndetermined(exact, i)) {
        continue;
      }
      maxAbsolute = Math.max(maxAbsolute, off);
      magnitude = Math.max(magnitude, finite ? Math.abs(high) : 0);
      double ulps = off / ulp(run.dtype(), high);
      if (!finite) {
        ulps = Double.compare(value, run.dtype().round(high)) == 0 ? 0 : Double.POSITIVE_INFINITY;
      } else {
        sum += ulps;
        summed++;
      }
      if (ulps > maxUlps) {
        maxUlps = ulps;
        worst = i;
      }
    }
    boolean empty = exact.size() == 0;
    return new Distance(
        configuration,
        Math.max(0, maxUlps),
        summed == 0 ? 0 : sum / summed,
        maxAbsolute == 0 ? 0 : maxAbsolute / magnitude,
        empty ? List.of() : Arrays.stream(exact.shape().indexOf(worst)).boxed().toList(),
        empty ? 0 : run.doubleAt(worst),
        empty ? 0 : exact.high()[worst]);
  }
}
