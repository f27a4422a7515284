package dev.gradaudit.audit;

import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.scenario.Scenario;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Audits scenarios: runs every configuration of the plan as often as asked for, compares the
 * gradients along each axis, and judges.
 *
 * <p>Each run is compared as it arrives and then dropped. What is kept are the first runs that
 * later configurations are compared with, and figures: memory does not grow with the number of
 * repeats. The report is a function of what the engine returns, but for its {@code seconds}.
 */
public final class Auditor {
  private Auditor() {}

  /**
   * Audits a scenario. Engine failures and interruptions are part of the report.
   *
   * @param analyst proves what can be proved of the gradients; null for an engine that sums in ways
   *     that the analyst does not know
   */
  public static ScenarioReport audit(
      Scenario scenario,
      AuditOptions options,
      GradientEngine engine,
      @Nullable Analyst analyst,
      ProgressListener progress) {
    return audit(scenario, options, engine, analyst, List.of(), progress);
  }

  /**
   * Audits a scenario, and compares the engine with others.
   *
   * @param others run the data of the scenario once for every thread count
   */
  public static ScenarioReport audit(
      Scenario scenario,
      AuditOptions options,
      GradientEngine engine,
      @Nullable Analyst analyst,
      List<GradientEngine> others,
      ProgressListener progress) {
    return audit(scenario, options, engine, analyst, others, Hosts.NONE, progress);
  }

  /**
   * Audits a scenario, and compares the engine with others, and machines with each other.
   *
   * @param hosts the same runs on other machines
   */
  public static ScenarioReport audit(
      Scenario scenario,
      AuditOptions options,
      GradientEngine engine,
      @Nullable Analyst analyst,
      List<GradientEngine> others,
      Hosts hosts,
      ProgressListener progress) {
    return new AuditRun(scenario, options, engine, analyst, others, hosts, progress).run();
  }
}
