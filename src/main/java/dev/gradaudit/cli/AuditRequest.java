package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditOptions;
import dev.gradaudit.audit.Auditor;
import dev.gradaudit.audit.Hosts;
import dev.gradaudit.audit.Probe;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.scenario.Scenario;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the options of {@code run} ask for, checked. Null leaves a choice to the scenario.
 *
 * @param commands runs the scenarios that are commands
 * @param others what the engine is compared with
 * @param expectations the user's, which take the place of the scenario's
 */
record AuditRequest(
    GradientEngine engine,
    GradientEngine commands,
    List<GradientEngine> others,
    @Nullable Integer runs,
    @Nullable List<Long> seeds,
    @Nullable List<Integer> threads,
    @Nullable List<Order> orders,
    @Nullable List<String> capabilities,
    Map<Axis, Expectation> expectations,
    boolean strict,
    boolean failOnVacuous,
    PlanMode planMode,
    boolean detectAnomaly,
    boolean includeGradients,
    Set<Probe> probes,
    double confidence) {
  /** The same with the gradients of each first configuration in the report. */
  AuditRequest withGradients() {
    return new AuditRequest(
        engine,
        commands,
        others,
        runs,
        seeds,
        threads,
        orders,
        capabilities,
        expectations,
        strict,
        failOnVacuous,
        planMode,
        detectAnomaly,
        true,
        probes,
        confidence);
  }

  /** Ends the processes of the engines. */
  void close() {
    EngineOptions.close(engine);
    others.forEach(EngineOptions::close);
  }

  /** The engine that runs a scenario: a command is run by the only one that can. */
  GradientEngine engine(Scenario scenario) {
    return scenario.program().external() == null ? engine : commands;
  }

  /** Audits a scenario as asked. */
  ScenarioReport audit(Scenario scenario, BooleanSupplier cancelled, ProgressListener progress) {
    GradientEngine used = engine(scenario);
    return audit(scenario, options(scenario, cancelled), used, Hosts.NONE, progress);
  }

  /**
   * Audits a scenario with another engine than the one asked for.
   *
   * @param used has the runs
   */
  ScenarioReport audit(
      Scenario scenario,
      AuditOptions options,
      GradientEngine used,
      Hosts hosts,
      ProgressListener progress) {
    return Auditor.audit(
        scenario,
        options,
        used,
        engine(scenario) instanceof Analyst able ? able : null,
        scenario.program().external() == null ? others : List.of(),
        hosts,
        progress);
  }

  AxisValues values(Scenario scenario) {
    AxisValues values = scenario.audit().overriddenBy(runs, seeds, threads, orders);
    if (!engine(scenario).axes().contains(Axis.ORDER)) {
      values = values.withOrder(LibraryOrder.INSTANCE);
    }
    return capabilities == null ? values : values.withCapabilities(capabilities);
  }

  AuditOptions options(Scenario scenario, BooleanSupplier cancelled) {
    Map<Axis, Expectation> demanded = new EnumMap<>(Axis.class);
    demanded.putAll(AuditOptions.merge(scenario.expectations(), expectations));
    Set<Axis> offered = EnumSet.copyOf(engine(scenario).axes());
    if (!others.isEmpty()) {
      offered.add(Axis.ENGINE);
    }
    demanded.keySet().retainAll(offered);
    return new AuditOptions(
        values(scenario),
        demanded,
        strict,
        failOnVacuous,
        planMode,
        detectAnomaly,
        includeGradients,
        probes,
        confidence,
        cancelled);
  }
}
