package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the first run of every configuration between machines. The data are the same bits on all
 * of them; what differs is what their libraries and processors do with it.
 */
final class HostProbe {
  private final Scenario scenario;
  private final AuditOptions options;
  private final GradientEngine engine;
  private final RunOptions runOptions;
  private final Hosts hosts;

  private final List<Comparison> rows = new ArrayList<>();
  private final Map<String, BitSet> varying = new HashMap<>();
  private final Set<String> different = new HashSet<>();
  private @Nullable String obstacle;
  private int runs;

  HostProbe(
      Scenario scenario,
      AuditOptions options,
      GradientEngine engine,
      RunOptions runOptions,
      Hosts hosts) {
    this.scenario = scenario;
    this.options = options;
    this.engine = engine;
    this.runOptions = runOptions;
    this.hosts = hosts;
  }

  /** The comparisons that were made. */
  List<Comparison> rows() {
    return rows;
  }

  AxisVerdict run() {
    List<Configuration> all = new Plan(options.values(), options.planMode()).configurations();
    TrainingStep step = null;
    for (Configuration configuration : all) {
      if (step == null || scenario.dataDependsOnSeed() && step.seed() != configuration.seed()) {
        step = scenario.steps().step(configuration.seed());
      }
      compare(step, configuration);
    }
    return new PairedVerdict(Axis.HOST, options.expectation(Axis.HOST), rows)
        .of(
            runs,
            1 + different.size(),
            varying.values().stream().mapToInt(BitSet::cardinality).sum(),
            obstacle,
            "the same bits on " + names(),
            "other bits than on " + hosts.reference());
  }

  private String names() {
    return hosts.reference() + ", " + String.join(", ", hosts.others().keySet());
  }

  private void compare(TrainingStep step, Configuration configuration) {
    RunOutcome here = engine.run(step, configuration, 0, runOptions);
    if (!(here instanceof RunOutcome.Completed ours)) {
      return;
    }
    runs++;
    hosts
        .others()
        .forEach(
            (host, recorded) -> {
              RunOutcome there = recorded.run(step, configuration, 0, runOptions);
              if (there instanceof RunOutcome.Completed theirs) {
                runs++;
                compare(configuration, ours, host, theirs);
              } else if (there instanceof RunOutcome.Failed failed) {
                hinder("a run on " + host + " failed: " + failed.message());
              }
            });
  }

  private void compare(
      Configuration configuration,
      RunOutcome.Completed ours,
      String host,
      RunOutcome.Completed theirs) {
    for (Map.Entry<String, @Nullable Tensor> entry : ours.gradients().entrySet()) {
      String name = entry.getKey();
      Tensor our = entry.getValue();
      Tensor their = theirs.gradients().get(name);
      if (our == null && their == null) {
        continue;
      }
      if (our == null
          || their == null
          || our.dtype() != their.dtype()
          || !our.shape().equals(their.shape())) {
        hinder("the gradients of " + name + " are not of the same type on " + host);
        continue;
      }
      BitSet marks = varying.computeIfAbsent(name, none -> new BitSet());
      Difference difference = TensorComparison.compare(our, their, marks);
      if (!difference.identical()) {
        different.add(host);
      }
      rows.add(
          new Comparison(
              Axis.HOST,
              configuration.on(hosts.reference()),
              0,
              configuration.on(host),
              0,
              name,
              difference));
    }
  }

  private void hinder(String why) {
    obstacle = obstacle == null ? why : obstacle;
  }
}
