package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Auditor;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.scenario.Scenario;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Audits scenario after scenario until all are done, the user interrupts, or something breaks.
 *
 * @param report what was finished by then
 * @param failure what broke; null when nothing did
 */
record Audits(AuditReport report, @Nullable Throwable failure) {
  static Audits run(
      List<Scenario> scenarios,
      AuditRequest request,
      Interrupts interrupts,
      ProgressListener progress) {
    Instant started = Clock.systemUTC().instant();
    long start = System.nanoTime();
    List<ScenarioReport> reports = new ArrayList<>();
    Throwable failure = null;
    @Nullable Analyst analyst = request.engine() instanceof Analyst able ? able : null;
    for (Scenario scenario : scenarios) {
      if (interrupts.requested()) {
        break;
      }
      try {
        reports.add(
            Auditor.audit(
                scenario,
                request.options(scenario, interrupts::requested),
                request.engine(),
                analyst,
                progress));
      } catch (RuntimeException | Error broken) {
        // Hours of finished scenarios are not lost to the one that broke.
        failure = broken;
        break;
      }
    }
    boolean complete =
        reports.size() == scenarios.size() && reports.stream().allMatch(ScenarioReport::complete);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    AuditReport report =
        new AuditReport(
            complete,
            AuditReport.Environment.current(),
            AuditReport.Timing.of(started, elapsed),
            reports);
    return new Audits(report, failure);
  }

  /** The exit code that the verdicts alone would give. */
  int exitCode(boolean exitZero) {
    List<ScenarioReport.Status> all =
        report.scenarios().stream().map(ScenarioReport::status).toList();
    if (all.contains(ScenarioReport.Status.ERROR)) {
      return ExitCode.ERROR;
    }
    return exitZero || !all.contains(ScenarioReport.Status.FAILED) ? ExitCode.OK : ExitCode.FAILED;
  }
}
