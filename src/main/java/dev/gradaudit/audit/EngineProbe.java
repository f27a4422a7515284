package dev.gradaudit.audit;

import dev.gradaudit.audit.EngineComparison.OfOrder;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the audited engine with others: for every data and thread count one run of each other
 * engine against one run of the audited engine in each of its orders.
 */
final class EngineProbe {
  private final Scenario scenario;
  private final AuditOptions options;
  private final GradientEngine engine;
  private final RunOptions runOptions;

  private final List<Comparison> rows = new ArrayList<>();
  private final List<EngineComparison> engines = new ArrayList<>();
  private final Map<String, BitSet> varying = new HashMap<>();
  private int runs;

  EngineProbe(
      Scenario scenario, AuditOptions options, GradientEngine engine, RunOptions runOptions) {
    this.scenario = scenario;
    this.options = options;
    this.engine = engine;
    this.runOptions = runOptions;
  }

  /**
   * @param rows of the report: the audited engine's first order against each other engine
   */
  record Outcome(
      List<EngineComparison> engines, List<Comparison> rows, @Nullable AxisVerdict verdict) {
    static final Outcome NONE = new Outcome(List.of(), List.of(), null);
  }

  Outcome run(List<GradientEngine> others) {
    for (GradientEngine other : others) {
      engines.add(compare(other));
    }
    return new Outcome(engines, rows, verdict());
  }

  /** What one order has shown so far. */
  private static final class Sums {
    private int pairs;
    private int identical;
    private long elements;
    private long differing;
    private long maxUlp;
    private double ulps;
    private long nonFinite;

    void add(Difference difference) {
      pairs++;
      identical += difference.identical() ? 1 : 0;
      elements += difference.elements();
      differing += difference.differing();
      if (Long.compareUnsigned(difference.maxUlp(), maxUlp) > 0) {
        maxUlp = difference.maxUlp();
      }
      nonFinite += difference.nonFiniteTotal();
      ulps += difference.meanUlp() * (difference.elements() - difference.nonFiniteTotal());
    }

    OfOrder of(Order order) {
      long counted = elements - nonFinite;
      return new OfOrder(
          order.name(),
          pairs,
          identical,
          elements,
          differing,
          maxUlp,
          counted == 0 ? 0 : ulps / counted,
          nonFinite);
    }
  }

  private EngineComparison compare(GradientEngine other) {
    if (drawsRandomNumbers()) {
      return obstacle(
          other, "the program draws random numbers, and each engine has a generator of its own");
    }
    AxisValues values = options.values();
    List<Sums> sums = values.orders().stream().map(order -> new Sums()).toList();
    List<Long> seeds = scenario.dataDependsOnSeed() ? values.seeds() : values.seeds().subList(0, 1);
    for (long seed : seeds) {
      TrainingStep step = scenario.steps().step(seed);
      for (int threads : values.threads()) {
        String failure = compare(other, step, seed, threads, sums);
        if (failure != null) {
          return obstacle(other, failure);
        }
      }
    }
    List<OfOrder> orders = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      orders.add(sums.get(i).of(values.orders().get(i)));
    }
    return new EngineComparison(other.name(), null, orders);
  }

  private static EngineComparison obstacle(GradientEngine other, String why) {
    return new EngineComparison(other.name(), why, List.of());
  }

  private boolean drawsRandomNumbers() {
    return scenario.program().nodes().stream()
        .anyMatch(
            node -> node instanceof Node.Apply apply && apply.op().isRandom(apply.arguments()));
  }

  /** Compares along all orders; returns why that was not possible, or null. */
  private @Nullable String compare(
      GradientEngine other, TrainingStep step, long seed, int threads, List<Sums> sums) {
    Order theirOrder =
        other.axes().contains(Axis.ORDER)
            ? options.values().orders().get(0)
            : LibraryOrder.INSTANCE;
    Configuration there = new Configuration(seed, threads, theirOrder, "", other.name(), "");
    RunOutcome theirs = other.run(step, there, 0, runOptions);
    if (!(theirs instanceof RunOutcome.Completed their)) {
      return failure(other, theirs);
    }
    runs++;
    for (int i = 0; i < sums.size(); i++) {
      Order order = options.values().orders().get(i);
      Configuration here = new Configuration(seed, threads, order, "", engine.name(), "");
      RunOutcome ours = engine.run(step, here, 0, runOptions);
      if (!(ours instanceof RunOutcome.Completed our)) {
        return failure(engine, ours);
      }
      runs += i == 0 ? 1 : 0;
      String mismatch = add(here, our, there, their, sums.get(i), i == 0);
      if (mismatch != null) {
        return mismatch;
      }
    }
    return null;
  }

  private static String failure(GradientEngine failed, RunOutcome outcome) {
    return outcome instanceof RunOutcome.Failed failure
        ? "a run of " + failed.name() + " failed: " + failure.message()
        : "it was stopped";
  }

  private @Nullable String add(
      Configuration here,
      RunOutcome.Completed ours,
      Configuration there,
      RunOutcome.Completed theirs,
      Sums sums,
      boolean baseline) {
    for (Map.Entry<String, @Nullable Tensor> gradient : ours.gradients().entrySet()) {
      Tensor our = gradient.getValue();
      Tensor their = theirs.gradients().get(gradient.getKey());
      if (our == null && their == null) {
        continue;
      }
      if (our == null || their == null) {
        return "only "
            + (our == null ? there : here).engine()
            + " has a gradient of "
            + gradient.getKey();
      }
      if (our.dtype() != their.dtype() || !our.shape().equals(their.shape())) {
        return "the gradients of " + gradient.getKey() + " are not of the same type";
      }
      BitSet marks =
          baseline
              ? varying.computeIfAbsent(gradient.getKey(), name -> new BitSet())
              : new BitSet();
      Difference difference = TensorComparison.compare(our, their, marks);
      sums.add(difference);
      if (baseline) {
        rows.add(new Comparison(Axis.ENGINE, here, 0, there, 0, gradient.getKey(), difference));
      }
    }
    return null;
  }

  private AxisVerdict verdict() {
    List<String> names = engines.stream().map(EngineComparison::engine).toList();
    int distinct = 1 + (int) engines.stream().filter(EngineProbe::differs).count();
    return new PairedVerdict(Axis.ENGINE, options.expectation(Axis.ENGINE), rows)
        .of(
            runs,
            distinct,
            varying.values().stream().mapToInt(BitSet::cardinality).sum(),
            firstObstacle(),
            "the bits of " + engine.name() + " and " + String.join(", ", names),
            "other bits than those of " + engine.name());
  }

  private static boolean differs(EngineComparison other) {
    return !other.orders().isEmpty() && other.orders().get(0).differing() > 0;
  }

  private @Nullable String firstObstacle() {
    return engines.stream()
        .map(EngineComparison::obstacle)
        .filter(why -> why != null)
        .findFirst()
        .orElse(null);
  }
}
