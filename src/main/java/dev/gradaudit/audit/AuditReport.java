package dev.gradaudit.audit;

import java.util.List;

/**
 * Everything that renderers show.
 *
 * @param complete false when the audit was interrupted: some scenarios or runs are missing
 */
public record AuditReport(
    boolean complete, Environment environment, Timing timing, List<ScenarioReport> scenarios) {
  public AuditReport {
    scenarios = List.copyOf(scenarios);
  }

  /** Where it ran; differs between machines. */
  public record Environment(
      String os, String arch, int processors, String javaVersion, String javaVm) {}

  /** When and how long; differs between runs. */
  public record Timing(String startedAt, double seconds) {}
}
