package dev.gradaudit.audit;

import dev.gradaudit.audit.Explainer.Recorded;
import dev.gradaudit.audit.Explainer.RunFailedException;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Picks, for each axis, two runs worth explaining: the baseline, and the run furthest from it that
 * differs from it along that axis only. Races are run several times, for they may end alike.
 */
public final class Contrasts {
  /** So often two races are run before they are taken to end alike. */
  private static final int LEAST_RACES = 10;

  private final GradientEngine engine;
  private final Scenario scenario;
  private final AxisValues values;
  private final RunOptions options;

  public Contrasts(
      GradientEngine engine, Scenario scenario, AxisValues values, RunOptions options) {
    this.engine = engine;
    this.scenario = scenario;
    this.values = values;
    this.options = options;
  }

  /** Two runs that gave different gradients. */
  public record Contrast(Axis axis, TrainingStep step, Recorded from, Recorded to) {}

  /** The contrast along one axis; null when nothing differs there. */
  public @Nullable Contrast along(Axis axis) throws RunFailedException {
    long seed = values.seeds().get(0);
    TrainingStep step = scenario.steps().step(seed);
    Configuration baseline = baseline(axis, seed);
    Recorded from = Explainer.record(engine, step, baseline, 0, options);
    Recorded furthest = null;
    Difference most = null;
    for (Candidate candidate : candidates(axis, baseline)) {
      Recorded to =
          Explainer.record(engine, step, candidate.configuration(), candidate.repeat(), options);
      Difference difference = largest(from, to);
      if (difference != null && Furthest.isBeyond(difference, most)) {
        furthest = to;
        most = difference;
      }
    }
    return furthest == null ? null : new Contrast(axis, step, from, furthest);
  }

  private record Candidate(Configuration configuration, int repeat) {}

  /** Along the repeats only an order that races is of interest, if there is one. */
  private Configuration baseline(Axis axis, long seed) {
    Order order = values.orders().get(0);
    int threads = values.threads().get(0);
    if (axis == Axis.REPEAT) {
      order = values.orders().stream().filter(Order::races).findFirst().orElse(order);
      threads = order.races() ? Collections.max(values.threads()) : threads;
    }
    return new Configuration(seed, threads, order);
  }

  private List<Candidate> candidates(Axis axis, Configuration from) {
    List<Candidate> candidates = new ArrayList<>();
    switch (axis) {
      case REPEAT -> {
        int runs = from.order().races() ? Math.max(values.runs(), LEAST_RACES) : values.runs();
        for (int repeat = 1; repeat < runs; repeat++) {
          candidates.add(new Candidate(from, repeat));
        }
      }
      case SEED -> {
        if (!scenario.dataDependsOnSeed()) {
          values
              .seeds()
              .forEach(
                  seed ->
                      add(candidates, from, new Configuration(seed, from.threads(), from.order())));
        }
      }
      case THREADS ->
          values
              .threads()
              .forEach(
                  threads ->
                      add(candidates, from, new Configuration(from.seed(), threads, from.order())));
      case CAPABILITY, ENGINE, HOST -> {}
      case ORDER ->
          values
              .orders()
              .forEach(
                  order ->
                      add(candidates, from, new Configuration(from.seed(), from.threads(), order)));
    }
    return candidates;
  }

  private static void add(
      List<Candidate> candidates, Configuration baseline, Configuration configuration) {
    if (!configuration.equals(baseline)) {
      candidates.add(new Candidate(configuration, 0));
    }
  }

  /** The largest difference of a gradient; null when there is none. */
  private static @Nullable Difference largest(Recorded from, Recorded to) {
    Difference most = null;
    for (Map.Entry<String, @Nullable Tensor> gradient : from.outcome().gradients().entrySet()) {
      Tensor first = gradient.getValue();
      Tensor second = to.outcome().gradients().get(gradient.getKey());
      if (first != null && second != null) {
        Difference difference = TensorComparison.compare(first, second);
        if (!difference.identical() && Furthest.isBeyond(difference, most)) {
          most = difference;
        }
      }
    }
    return most;
  }
}
