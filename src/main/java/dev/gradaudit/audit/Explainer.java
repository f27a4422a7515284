package dev.gradaudit.audit;

import dev.gradaudit.audit.Explanation.Origin;
import dev.gradaudit.audit.Explanation.Receiver;
import dev.gradaudit.audit.Explanation.Side;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.SiteObserver;
import dev.gradaudit.numeric.Ulps;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.MixedOrder;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the difference between two runs of a step begins.
 *
 * <p>Both runs are observed and aligned site by site. A site whose operands match while its results
 * do not is an origin; one whose operands differ already is a receiver and is not blamed. The
 * origins found are then summed as in the first run, and what differs still is searched again:
 * whatever hid behind the first origins comes out, and in the end nothing differs, which shows that
 * the origins are the whole cause.
 *
 * <p>The engine has to follow {@link MixedOrder} and tell its observer of every site; races are
 * repeated from their logs.
 */
public final class Explainer {
  /** More origins than anyone reads; a bound on the number of runs. */
  private static final int MAX_ROUNDS = 50;

  /** Each estimate costs a run in wide arithmetic. */
  private static final int MOST_ESTIMATED = 8;

  private final GradientEngine engine;
  private final TrainingStep step;
  private final Recorded from;
  private final Recorded to;
  private final RunOptions options;

  /** A run that has been made, with what it takes to make it again. */
  public record Recorded(
      Configuration configuration, int repeat, RaceLog races, RunOutcome.Completed outcome) {}

  private Explainer(
      GradientEngine engine, TrainingStep step, Recorded from, Recorded to, RunOptions options) {
    this.engine = engine;
    this.step = step;
    this.from = from;
    this.to = to;
    this.options = options;
  }

  /** Thrown where a run fails or is stopped on the way. */
  public static final class RunFailedException extends Exception {
    private static final long serialVersionUID = 1;

    RunFailedException(String message) {
      super(message, null, false, false);
    }
  }

  /** Makes a run and logs its races. */
  public static Recorded record(
      GradientEngine engine,
      TrainingStep step,
      Configuration configuration,
      int repeat,
      RunOptions options)
      throws RunFailedException {
    RaceLog log = new RaceLog();
    RunOptions logged = options.withRaces(RunOptions.Races.recorded(log));
    RunOutcome.Completed outcome = completed(engine.run(step, configuration, repeat, logged));
    return new Recorded(configuration, repeat, log, outcome);
  }

  /** Why the gradients of two runs of a step differ. */
  public static Explanation explain(
      GradientEngine engine, TrainingStep step, Recorded from, Recorded to, RunOptions options)
      throws RunFailedException {
    return new Explainer(engine, step, from, to, options).explain();
  }

  static RunOutcome.Completed completed(RunOutcome outcome) throws RunFailedException {
    if (outcome instanceof RunOutcome.Completed run) {
      return run;
    }
    String why = outcome instanceof RunOutcome.Failed failed ? failed.message() : "it was stopped";
    throw new RunFailedException(why);
  }

  /** The sums in which the differences of two runs of a step begin, without their effects. */
  static List<SiteKey> origins(
      GradientEngine engine, TrainingStep step, Recorded from, Recorded to, RunOptions options)
      throws RunFailedException {
    Search search = new Explainer(engine, step, from, to, options).search();
    return search.found().stream().map(Alignment.Step::key).toList();
  }

  /** The same, but for those that hide behind others. */
  static List<SiteKey> firstOrigins(
      GradientEngine engine, TrainingStep step, Recorded from, Recorded to, RunOptions options)
      throws RunFailedException {
    Explainer explainer = new Explainer(engine, step, from, to, options);
    Trace trace = new Trace();
    explainer.observed(from, Set.of(), trace::add);
    Alignment first = new Alignment(trace);
    explainer.observed(to, Set.of(), first::add);
    return first.origins().stream().map(Alignment.Step::key).toList();
  }

  /**
   * What came out site by site.
   *
   * @param first the runs as they are
   * @param found every origin, those that were hidden behind others too
   */
  private record Search(Trace trace, Alignment first, List<Alignment.Step> found) {}

  private Search search() throws RunFailedException {
    Trace trace = new Trace();
    observed(from, Set.of(), trace::add);
    Alignment first = new Alignment(trace);
    observed(to, Set.of(), first::add);
    Set<SiteKey> pinned = new LinkedHashSet<>();
    List<Alignment.Step> found = new ArrayList<>();
    Alignment current = first;
    for (int round = 0; round < MAX_ROUNDS && !current.origins().isEmpty(); round++) {
      found.addAll(current.origins());
      current.origins().forEach(site -> pinned.add(site.key()));
      current = new Alignment(trace);
      observed(to, pinned, current::add);
    }
    return new Search(trace, first, found);
  }

  private Explanation explain() throws RunFailedException {
    Search search = search();
    Trace trace = search.trace();
    Alignment first = search.first();
    List<Alignment.Step> found = search.found();
    Set<SiteKey> pinned = new LinkedHashSet<>();
    found.forEach(site -> pinned.add(site.key()));
    Map<String, Difference> gradients = differences(from.outcome(), to.outcome());
    boolean complete =
        differences(from.outcome(), run(to, pinned)).values().stream()
            .allMatch(Difference::identical);
    List<Origin> origins = new ArrayList<>();
    for (Alignment.Step site : found) {
      boolean hidden = first.origins().stream().noneMatch(other -> other.key().equals(site.key()));
      origins.add(
          new Origin(
              site.key(),
              site.position(),
              site.matchedBefore(),
              hidden,
              site.difference(),
              differing(gradients, differences(from.outcome(), only(site.key()))),
              differing(gradients, differences(from.outcome(), run(to, Set.of(site.key())))),
              Map.of(),
              site.sum(),
              site.prints()));
    }
    estimate(origins, found, FirstOrder.of(engine, step, gradients, options));
    origins.sort(Comparator.comparingInt(Origin::position));
    return new Explanation(
        new Side(from.configuration(), from.repeat()),
        new Side(to.configuration(), to.repeat()),
        step.program().statements(),
        gradients,
        TensorComparison.compare(from.outcome().loss(), to.outcome().loss()),
        trace.size(),
        origins,
        first.receivers().stream()
            .map(site -> new Receiver(site.key(), site.position(), site.difference()))
            .toList(),
        complete);
  }

  /** Adds the first-order estimates, to those origins that bring about most. */
  private static void estimate(
      List<Origin> origins, List<Alignment.Step> found, FirstOrder attribution) {
    List<Integer> byEffect =
        IntStream.range(0, origins.size())
            .boxed()
            .filter(i -> origins.get(i).reachesGradients())
            .sorted(Comparator.comparing((Integer i) -> effect(origins.get(i))).reversed())
            .limit(MOST_ESTIMATED)
            .toList();
    for (int i : byEffect) {
      Alignment.Step site = found.get(i);
      origins.set(i, origins.get(i).withEstimate(attribution.of(site.key(), site.change())));
    }
  }

  /** The largest distance that an origin brings about by itself, as a number. */
  private static double effect(Origin origin) {
    return origin.alone().values().stream()
        .mapToDouble(difference -> Ulps.toDouble(difference.maxUlp()))
        .max()
        .orElse(0);
  }

  /** The first run, with one site summed as in the second. */
  private RunOutcome.Completed only(SiteKey site) throws RunFailedException {
    return mixed(from, to, Set.of(site), options);
  }

  /** A run, with some sites summed as in the first one. */
  private RunOutcome.Completed run(Recorded side, Set<SiteKey> asInFirst)
      throws RunFailedException {
    return mixed(side, from, asInFirst, options);
  }

  private void observed(Recorded side, Set<SiteKey> asInFirst, SiteVisitor visitor)
      throws RunFailedException {
    mixed(side, from, asInFirst, options.observedBy(visitor::visit));
  }

  private RunOutcome.Completed mixed(
      Recorded usual, Recorded other, Set<SiteKey> others, RunOptions how)
      throws RunFailedException {
    Configuration own = usual.configuration();
    Configuration foreign = other.configuration();
    Map<SiteKey, MixedOrder.Instead> instead = new HashMap<>();
    for (SiteKey site : others) {
      instead.put(site, new MixedOrder.Instead(foreign.order(), foreign.threads(), foreign.seed()));
    }
    Configuration mixed =
        new Configuration(own.seed(), own.threads(), new MixedOrder(own.order(), instead));
    RunOptions.Races races =
        new RunOptions.Races(
            site -> others.contains(site) ? other.races() : usual.races(), new RaceLog());
    return completed(engine.run(step, mixed, usual.repeat(), how.withRaces(races)));
  }

  static Map<String, Difference> differences(
      RunOutcome.Completed first, RunOutcome.Completed second) {
    Map<String, Difference> differences = new LinkedHashMap<>();
    first
        .gradients()
        .forEach(
            (name, gradient) -> {
              Tensor other = second.gradients().get(name);
              if (gradient != null && other != null) {
                differences.put(name, TensorComparison.compare(gradient, other));
              }
            });
    return differences;
  }

  /** Those of the gradients that differ between the two runs themselves. */
  private static Map<String, Difference> differing(
      Map<String, Difference> gradients, Map<String, Difference> figures) {
    Map<String, Difference> some = new LinkedHashMap<>();
    figures.forEach(
        (name, figure) -> {
          Difference whole = gradients.get(name);
          if (whole != null && !whole.identical()) {
            some.put(name, figure);
          }
        });
    return some;
  }

  @FunctionalInterface
  private interface SiteVisitor {
    void visit(SiteKey key, List<Tensor> inputs, Tensor output, SiteObserver.Terms terms);
  }

  /** What every site of the first run was given and gave. */
  private static final class Trace {
    private final List<Visit> visits = new ArrayList<>();

    private record Visit(SiteKey key, List<Tensor> inputs, Tensor output) {}

    void add(SiteKey key, List<Tensor> inputs, Tensor output, SiteObserver.Terms terms) {
      visits.add(new Visit(key, inputs, output));
    }

    int size() {
      return visits.size();
    }

    @Nullable Visit at(int position) {
      return position < visits.size() ? visits.get(position) : null;
    }
  }

  /** A second run held against the first, site by site, while it runs. */
  private static final class Alignment {
    private final Trace trace;
    private final List<Step> origins = new ArrayList<>();
    private final List<Step> receivers = new ArrayList<>();
    private int next;
    private int matched;

    /** The operands of a site in both runs, none where they differ, and its results in each. */
    record Held(List<Tensor> inputs, Tensor from, Tensor to) {}

    /**
     * A site at which the runs are not the same.
     *
     * @param change of each result, for the same operands; empty for a receiver
     * @param tensors what it was given and gave
     * @param terms of each
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Step(
        SiteKey key,
        int position,
        int matchedBefore,
        Difference difference,
        double[] change,
        Held tensors,
        SiteObserver.Terms terms) {
      Explanation.Prints prints() {
        return new Explanation.Prints(
            tensors.inputs().stream().map(Tensors::sha256).toList(),
            Tensors.sha256(tensors.from()),
            Tensors.sha256(tensors.to()));
      }

      /** The sum that changes most; null where that is not finite. */
      @Nullable SumDetail sum() {
        Difference.Worst worst = difference.worst();
        if (worst == null || difference.nonFiniteTotal() > 0) {
          return null;
        }
        int element = 0;
        for (int dim = 0; dim < worst.index().size(); dim++) {
          element += worst.index().get(dim) * tensors.to().shape().strides()[dim];
        }
        return SumDetail.of(
            difference.dtype(), worst.index(), terms.of(element), worst.from(), worst.to());
      }
    }

    Alignment(Trace trace) {
      this.trace = trace;
    }

    void add(SiteKey key, List<Tensor> inputs, Tensor output, SiteObserver.Terms terms) {
      Trace.Visit visit = trace.at(next++);
      if (visit == null || !visit.key().equals(key)) {
        throw new IllegalStateException("the runs do not have the same sites: " + key);
      }
      boolean sameInputs = true;
      for (int i = 0; i < inputs.size(); i++) {
        sameInputs &= isSame(visit.inputs().get(i), inputs.get(i));
      }
      if (sameInputs && isSame(visit.output(), output)) {
        matched++;
        return;
      }
      Difference difference = TensorComparison.compare(visit.output(), output);
      if (sameInputs) {
        double[] change = new double[output.size()];
        for (int i = 0; i < change.length; i++) {
          change[i] = output.doubleAt(i) - visit.output().doubleAt(i);
        }
        origins.add(
            new Step(
                key,
                next,
                matched,
                difference,
                change,
                new Held(inputs, visit.output(), output),
                terms));
      } else {
        receivers.add(
            new Step(
                key,
                next,
                matched,
                difference,
                new double[0],
                new Held(List.of(), visit.output(), output),
                terms));
      }
    }

    /** Which payload a NaN carries is up to the processor. */
    private static boolean isSame(Tensor a, Tensor b) {
      return Tensors.sameBits(a, b)
          || Tensors.sameBits(Tensors.withCanonicalNaN(a), Tensors.withCanonicalNaN(b));
    }

    List<Step> origins() {
      return origins;
    }

    List<Step> receivers() {
      return receivers;
    }
  }
}
