package dev.gradaudit.audit;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.scenario.MatrixValue;
import dev.gradaudit.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The audit of one scenario.
 *
 * @param file as the user named it
 * @param sha256 of the file's bytes and those of its tensor files
 * @param complete false when it was interrupted or an engine failed
 * @param statements the program text, one entry per program line
 * @param status whether and why it counts as failed
 * @param certificates the reduction sites with what was proved of them, for the baseline's seed
 * @param dataflow the program as a graph, and where differences begin
 * @param probes what was found beyond the comparisons
 * @param races the first of the runs in which threads raced, with their arrivals
 * @param loss of the baseline's first run; null when there was none
 * @param gradients of the baseline's first run, when asked for; empty otherwise
 * @param matrix the values of the file's variables; empty where it has none
 */
public record ScenarioReport(
    String name,
    String description,
    String file,
    String sha256,
    List<String> statements,
    boolean complete,
    Status status,
    PlanSummary plan,
    List<AxisVerdict> verdicts,
    List<ConfigurationResult> configurations,
    List<Comparison> comparisons,
    List<Analysis.Site> certificates,
    Dataflow dataflow,
    List<Finding> findings,
    ProbeResults probes,
    List<LoggedRun> races,
    @Nullable Tensor loss,
    Map<String, @Nullable Tensor> gradients,
    double seconds,
    Map<String, MatrixValue> matrix) {
  public ScenarioReport {
    matrix = Collections.unmodifiableMap(new LinkedHashMap<>(matrix));
    statements = List.copyOf(statements);
    verdicts = List.copyOf(verdicts);
    configurations = List.copyOf(configurations);
    comparisons = List.copyOf(comparisons);
    certificates = List.copyOf(certificates);
    findings = List.copyOf(findings);
    races = List.copyOf(races);
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
  }

  /** The same with another status and other findings. */
  public ScenarioReport with(Status other, List<Finding> others) {
    return new ScenarioReport(
        name,
        description,
        file,
        sha256,
        statements,
        complete,
        other,
        plan,
        verdicts,
        configurations,
        comparisons,
        certificates,
        dataflow,
        others,
        probes,
        races,
        loss,
        gradients,
        seconds,
        matrix);
  }

  /** How a scenario counts towards the exit code. */
  public enum Status {
    /** Every expectation holds. */
    PASSED,
    /** An expectation does not hold, or a result is inconclusive. */
    FAILED,
    /** An engine could not run it. */
    ERROR,
    /** Interrupted before it was finished. */
    INTERRUPTED
  }

  /**
   * What was planned.
   *
   * @param confidence of what is inferred from runs
   */
  public record PlanSummary(
      String engine,
      AxisValues values,
      int configurations,
      long totalRuns,
      String mode,
      double confidence) {}

  /**
   * The runs of one configuration.
   *
   * @param runs how many ran
   * @param distinct how many different results they gave
   * @param loss of the first run
   * @param fingerprints SHA-256 of each gradient of the first run, 64 hex digits; null for a
   *     missing gradient
   */
  public record ConfigurationResult(
      Configuration configuration,
      int runs,
      int distinct,
      Tensor loss,
      Map<String, @Nullable String> fingerprints) {
    public ConfigurationResult {
      fingerprints = Collections.unmodifiableMap(new LinkedHashMap<>(fingerprints));
    }
  }
}
