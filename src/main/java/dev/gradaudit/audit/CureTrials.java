package dev.gradaudit.audit;

import dev.gradaudit.audit.Cures.Scope;
import dev.gradaudit.audit.Cures.Spread;
import dev.gradaudit.audit.Cures.Trial;
import dev.gradaudit.audit.Explainer.RunFailedException;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.SumPlan;
import dev.gradaudit.scenario.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tries every cure on a scenario: what differences remain, and what a run costs. */
public final class CureTrials {
  /** Origins beyond these are cured together only. */
  private static final int MOST_SITES = 6;

  /** So often a race is run: it may end alike by chance. */
  private static final int RACES = 10;

  /** A time is the median of so many. */
  private static final int ROUNDS = 7;

  /** Shorter runs are timed several at a time. */
  private static final long LEAST_NANOS = 4_000_000;

  private final GradientEngine engine;
  private final Scenario scenario;
  private final RunOptions options;
  private final LongSupplier nanos;

  /**
   * @param nanos a clock
   */
  public CureTrials(
      GradientEngine engine, Scenario scenario, RunOptions options, LongSupplier nanos) {
    this.engine = engine;
    this.scenario = scenario;
    this.options = options;
    this.nanos = nanos;
  }

  /** Runs the scenario as it stands, finds where differences begin, and tries every cure. */
  public Cures run() throws RunFailedException {
    AxisValues values = scenario.audit();
    TrainingStep step = scenario.steps().step(values.seeds().get(0));
    List<Configuration> configurations = configurations(values);
    Spread spread = spread(step, configurations, order -> order);
    Set<SiteKey> origins = spread.isNone() ? Set.of() : origins(step, values);
    List<Trial> trials = new ArrayList<>();
    for (Cure cure : spread.isNone() ? List.<Cure>of() : Cure.ALL) {
      trials.add(trial(step, configurations, cure, Scope.EVERYWHERE, null, cure::appliedTo));
      if (origins.size() > 1) {
        trials.add(trial(step, configurations, cure, Scope.ORIGINS, null, at(origins, cure)));
      }
      for (SiteKey site : origins.stream().limit(MOST_SITES).toList()) {
        trials.add(trial(step, configurations, cure, Scope.SITE, site, at(Set.of(site), cure)));
      }
    }
    int runs = configurations.stream().mapToInt(CureTrials::repeats).sum() - 1;
    return new Cures(runs, spread, List.copyOf(origins), trials);
  }

  /** One axis at a time; where the data depends on the seed, with the first seed only. */
  private List<Configuration> configurations(AxisValues values) {
    List<Long> seeds = scenario.dataDependsOnSeed() ? values.seeds().subList(0, 1) : values.seeds();
    AxisValues comparable = values.overriddenBy(null, seeds, null, null);
    return new Plan(comparable, PlanMode.ONE_AT_A_TIME).configurations();
  }

  private static int repeats(Configuration configuration) {
    return configuration.order().races() ? RACES : 1;
  }

  /** The sums that begin a difference along some axis, and that a gradient depends on. */
  private Set<SiteKey> origins(TrainingStep step, AxisValues values) throws RunFailedException {
    Set<SiteKey> found = new LinkedHashSet<>();
    Contrasts contrasts = new Contrasts(engine, scenario, values, options);
    for (Axis axis : Axis.values()) {
      Contrasts.Contrast contrast = contrasts.along(axis);
      if (contrast != null) {
        found.addAll(
            Explainer.origins(engine, contrast.step(), contrast.from(), contrast.to(), options));
      }
    }
    if (!(engine instanceof Analyst analyst)) {
      return found;
    }
    Analysis analysis = analyst.analyse(step, Liberties.NONE);
    Set<SiteKey> reaching = new LinkedHashSet<>();
    for (int i = 0; i < analysis.sites().size(); i++) {
      SiteKey key = analysis.sites().get(i).key();
      int index = i;
      boolean reaches =
          analysis.gradients().values().stream().anyMatch(g -> g.sites().contains(index));
      if (reaches && found.contains(key)) {
        reaching.add(key);
      }
    }
    return reaching;
  }

  private static UnaryOperator<Order> at(Collection<SiteKey> sites, Cure cure) {
    return order -> new Cured(order, Set.copyOf(sites), cure.appliedTo(order));
  }

  private Trial trial(
      TrainingStep step,
      List<Configuration> configurations,
      Cure cure,
      Scope scope,
      @Nullable SiteKey site,
      UnaryOperator<Order> cured)
      throws RunFailedException {
    Spread remaining = spread(step, configurations, cured);
    return new Trial(cure, scope, site, remaining, time(step, configurations.get(0), cured));
  }

  private static Configuration with(Configuration usual, UnaryOperator<Order> change) {
    return new Configuration(usual.seed(), usual.threads(), change.apply(usual.order()));
  }

  private Spread spread(
      TrainingStep step, List<Configuration> configurations, UnaryOperator<Order> change)
      throws RunFailedException {
    RunOutcome.Completed baseline = null;
    long maxUlp = 0;
    boolean notFinite = false;
    int differing = 0;
    for (Configuration configuration : configurations) {
      Configuration cured = with(configuration, change);
      int repeats = cured.order().races() ? RACES : 1;
      for (int repeat = 0; repeat < repeats; repeat++) {
        RunOutcome.Completed run = run(step, cured, repeat);
        if (baseline == null) {
          baseline = run;
          continue;
        }
        boolean differs = false;
        for (Difference difference : Explainer.differences(baseline, run).values()) {
          differs |= !difference.identical();
          notFinite |= difference.nonFiniteTotal() > 0;
          maxUlp =
              Long.compareUnsigned(difference.maxUlp(), maxUlp) > 0 ? difference.maxUlp() : maxUlp;
        }
        differing += differs ? 1 : 0;
      }
    }
    return new Spread(maxUlp, notFinite, differing);
  }

  private RunOutcome.Completed run(TrainingStep step, Configuration configuration, int repeat)
      throws RunFailedException {
    return Explainer.completed(engine.run(step, configuration, repeat, options));
  }

  /** The median time of a cured run over that of a usual one, taken in turn. */
  private double time(TrainingStep step, Configuration usual, UnaryOperator<Order> cured)
      throws RunFailedException {
    Configuration changed = with(usual, cured);
    // What is compiled, and how often a run fits into the least time.
    long once = Math.max(1, Math.min(timed(step, usual, 1), timed(step, usual, 1)));
    int times = (int) Math.max(1, Math.min(1000, LEAST_NANOS / once));
    timed(step, changed, times);
    double[] before = new double[ROUNDS];
    double[] after = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      before[round] = timed(step, usual, times);
      after[round] = timed(step, changed, times);
    }
    Arrays.sort(before);
    Arrays.sort(after);
    return after[ROUNDS / 2] / Math.max(1, before[ROUNDS / 2]);
  }

  private long timed(TrainingStep step, Configuration configuration, int times)
      throws RunFailedException {
    long start = nanos.getAsLong();
    for (int i = 0; i < times; i++) {
      run(step, configuration, 0);
    }
    return nanos.getAsLong() - start;
  }

  /** An order that sums some sites in a cured way, with the threads and the seed of the run. */
  private record Cured(Order usual, Set<SiteKey> sites, Order cure) implements Order {
    @Override
    public String name() {
      return usual.name() + " with " + cure.name() + " at " + sites.size();
    }

    @Override
    public boolean fusesProducts() {
      return usual.fusesProducts() || cure.fusesProducts();
    }

    @Override
    public boolean roundsAtRandom() {
      return usual.roundsAtRandom() || cure.roundsAtRandom();
    }

    @Override
    public boolean races() {
      return usual.races() || cure.races();
    }

    @Override
    public SumPlan plan(Site site, int threads, long seed) {
      return (sites.contains(site.key()) ? cure : usual).plan(site, threads, seed);
    }
  }
}
