package dev.gradaudit.audit;

import dev.gradaudit.audit.AxisStatistics.Tally;
import dev.gradaudit.audit.Observations.SeedFacts;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.statistics.MatchBound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what was observed into verdicts. */
final class Judge {
  private static final List<Axis> WITHIN_A_SEED =
      List.of(Axis.REPEAT, Axis.THREADS, Axis.ORDER, Axis.CAPABILITY);

  private final AuditOptions options;
  private final boolean dataDependsOnSeed;
  private final Observations observations;
  private final Reasons reasons;

  Judge(AuditOptions options, boolean dataDependsOnSeed, Observations observations) {
    this.options = options;
    this.dataDependsOnSeed = dataDependsOnSeed;
    this.observations = observations;
    this.reasons = new Reasons(options);
  }

  /** The verdict of each axis that is judged, in the order of the axes. */
  List<AxisVerdict> verdicts() {
    List<AxisVerdict> verdicts = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      if (axis != Axis.ENGINE && axis != Axis.HOST && options.judges(axis)) {
        verdicts.add(axis == Axis.SEED && dataDependsOnSeed ? seedBySeed() : judge(axis));
      }
    }
    return verdicts;
  }

  private AxisVerdict judge(Axis axis) {
    AxisStatistics seen = observations.statistics(axis);
    SeedFacts baseline = baselineFacts();
    Verdict verdict = verdict(seen.overall(), baseline, proven());
    return new AxisVerdict(
        axis,
        verdict,
        options.expectation(axis),
        holds(axis, verdict, seen),
        reasons.along(seen, verdict, baseline),
        verdict == Verdict.PROVEN,
        true,
        seen.runs(),
        seen.groups(),
        seen.distinct(),
        saturated(seen.comparisons()),
        saturated(observations.elements()),
        saturated(seen.elementsVarying()),
        seen.maxUlp(),
        seen.meanUlp(),
        saturated(seen.nonFinite()),
        verdict == Verdict.IDENTICAL
            ? MatchBound.probability(seen.runs(), options.confidence())
            : null,
        observations.boundUlp(),
        seen.worst());
  }

  private static int saturated(long count) {
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  /**
   * The verdict along the seed when the data changes with it. Gradients of different data cannot be
   * compared; what must not depend on the data are the verdicts along the other axes.
   */
  private AxisVerdict seedBySeed() {
    @Nullable Axis changing = null;
    int seedsCompared = 0;
    int different = 0;
    for (Axis axis : WITHIN_A_SEED) {
      List<Verdict> bySeed = options.judges(axis) ? verdictsBySeed(axis) : List.of();
      int kinds = new HashSet<>(bySeed).size();
      if (kinds > 1 && changing == null) {
        changing = axis;
      }
      seedsCompared = Math.max(seedsCompared, bySeed.size());
      different = Math.max(different, kinds);
    }
    SeedFacts baseline = baselineFacts();
    Verdict verdict;
    if (baseline == null || baseline.degeneracy().inconclusive()) {
      verdict = Verdict.INCONCLUSIVE;
    } else if (proven()) {
      verdict = Verdict.PROVEN;
    } else if (seedsCompared < 2) {
      verdict = Verdict.INCONCLUSIVE;
    } else {
      verdict = changing == null ? Verdict.IDENTICAL : Verdict.DIFFERS;
    }
    return new AxisVerdict(
        Axis.SEED,
        verdict,
        options.expectation(Axis.SEED),
        holdsBySeed(verdict),
        reasons.alongSeedsWithOtherData(verdict, seedsCompared, changing, baseline),
        verdict == Verdict.PROVEN,
        false,
        observations.statistics(Axis.REPEAT).runs(),
        seedsCompared > 1 ? 1 : 0,
        different,
        0,
        saturated(observations.elements()),
        0,
        0,
        0,
        0,
        null,
        null,
        null);
  }

  /** The verdicts along an axis of the seeds that have one. */
  private List<Verdict> verdictsBySeed(Axis axis) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Map.Entry<Long, SeedFacts> seed : observations.seeds().entrySet()) {
      Tally tally = observations.statistics(axis).tally(seed.getKey());
      // One at a time, most seeds have a single thread count and order: no verdict to agree with.
      boolean proven = seed.getValue().proven() && !observations.refuted();
      if (tally.compared() || tally.impossible() || proven) {
        verdicts.add(verdict(tally, seed.getValue(), proven));
      }
    }
    return verdicts;
  }

  /** The rules, the strongest statement first. */
  private static Verdict verdict(Tally seen, @Nullable SeedFacts facts, boolean proven) {
    if (facts == null) {
      return Verdict.INCONCLUSIVE;
    }
    if (seen.impossible()) {
      return Verdict.OUT_OF_BOUND;
    }
    if (facts.degeneracy().undefined()) {
      return Verdict.INCONCLUSIVE;
    }
    if (seen.differs()) {
      return Verdict.DIFFERS;
    }
    if (facts.degeneracy().nothingToCompare()) {
      return Verdict.INCONCLUSIVE;
    }
    if (proven) {
      return Verdict.PROVEN;
    }
    return seen.compared() ? Verdict.IDENTICAL : Verdict.INCONCLUSIVE;
  }

  /** Whether every gradient is proved for every seed that makes data of its own. */
  private boolean proven() {
    if (observations.refuted()) {
      return false;
    }
    int seedsNeeded = dataDependsOnSeed ? options.values().count(Axis.SEED) : 1;
    return observations.seeds().values().stream().filter(SeedFacts::proven).count() >= seedsNeeded;
  }

  private @Nullable SeedFacts baselineFacts() {
    return observations.seeds().get(options.values().seeds().get(0));
  }

  private boolean holds(Axis axis, Verdict verdict, AxisStatistics seen) {
    return switch (verdict) {
      case INCONCLUSIVE, OUT_OF_BOUND -> false;
      case PROVEN -> !options.failOnVacuous();
      case IDENTICAL -> true;
      case DIFFERS -> {
        Expectation expectation = options.expectation(axis);
        yield expectation instanceof Expectation.Report
            || expectation instanceof Expectation.MaxUlp max
                && seen.nonFinite() == 0
                && Long.compareUnsigned(seen.maxUlp(), max.ulps()) <= 0;
      }
    };
  }

  /** Verdicts have no distance, so that they have to be the same for anything but a report. */
  private boolean holdsBySeed(Verdict verdict) {
    return switch (verdict) {
      case INCONCLUSIVE, OUT_OF_BOUND -> false;
      case PROVEN -> !options.failOnVacuous();
      case IDENTICAL -> true;
      case DIFFERS -> options.expectation(Axis.SEED) instanceof Expectation.Report;
    };
  }
}
