package dev.gradaudit.audit;

import dev.gradaudit.audit.Explainer.Recorded;
import dev.gradaudit.audit.Explainer.RunFailedException;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.reduction.SiteKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes two runs of an audit again, observed, to see in which sums their difference begins. Only
 * what differs is traced, after the audit: its own runs are not observed.
 */
final class OriginTracer {
  private final GradientEngine engine;
  private final RunOptions options;
  private final List<LoggedRun> races;

  /**
   * @param races the logs of the runs that raced
   */
  OriginTracer(GradientEngine engine, RunOptions options, List<LoggedRun> races) {
    this.engine = engine;
    this.options = options;
    this.races = races;
  }

  /**
   * The sums that gave other results for the same operands and that the gradient depends on, in
   * execution order; none where the runs cannot be made again, or the engine shows no sums.
   *
   * @param analysis of the step
   */
  List<SiteKey> origins(TrainingStep step, Comparison comparison, Analysis analysis) {
    Analysis.Gradient gradient = analysis.gradients().get(comparison.gradient());
    Recorded from = again(step, comparison.from(), comparison.fromRepeat());
    Recorded to = again(step, comparison.to(), comparison.toRepeat());
    if (gradient == null || from == null || to == null) {
      return List.of();
    }
    Set<SiteKey> reaching = new HashSet<>();
    gradient.sites().forEach(site -> reaching.add(analysis.sites().get(site).key()));
    try {
      return Explainer.firstOrigins(engine, step, from, to, options).stream()
          .filter(reaching::contains)
          .toList();
    } catch (RunFailedException stopped) {
      return List.of();
    }
  }

  /** Null for a race without a log. */
  private @Nullable Recorded again(TrainingStep step, Configuration configuration, int repeat) {
    RaceLog log = configuration.order().races() ? log(configuration, repeat) : new RaceLog();
    if (log == null) {
      return null;
    }
    RunOptions same = options.withRaces(new RunOptions.Races(site -> log, new RaceLog()));
    return engine.run(step, configuration, repeat, same) instanceof RunOutcome.Completed run
        ? new Recorded(configuration, repeat, log, run)
        : null;
  }

  private @Nullable RaceLog log(Configuration configuration, int repeat) {
    return races.stream()
        .filter(run -> run.configuration().equals(configuration) && run.repeat() == repeat)
        .map(LoggedRun::races)
        .findFirst()
        .orElse(null);
  }
}
