package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Auditor;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.scenario.Scenario;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Audits scenario after scenario until all are done, the user interrupts, or something breaks.
 *
 * <p>The audit has a thread of its own, so that one that does not stop when it is asked to takes
 * nothing with it: it is left behind, and what was finished before is reported.
 *
 * @param report what was finished by then
 * @param failure what broke; null when nothing did
 */
record Audits(AuditReport report, @Nullable Throwable failure) {
  private static final long POLL_MILLIS = 50;

  static Audits run(
      List<Scenario> scenarios,
      AuditRequest request,
      Interrupts interrupts,
      ProgressListener progress) {
    Instant started = Clock.systemUTC().instant();
    long start = System.nanoTime();
    Work work = new Work(scenarios, request, interrupts, progress);
    Thread thread = new Thread(work, "audit");
    thread.setDaemon(true);
    thread.start();
    try {
      while (thread.isAlive() && !interrupts.overdue()) {
        TimeUnit.MILLISECONDS.timedJoin(thread, POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<ScenarioReport> reports = work.finished();
    boolean complete =
        reports.size() == scenarios.size() && reports.stream().allMatch(ScenarioReport::complete);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    AuditReport report =
        new AuditReport(
            complete,
            AuditReport.Environment.current(),
            AuditReport.Timing.of(started, elapsed),
            reports);
    return new Audits(report, work.failure);
  }

  /** The audits, one after the other; others may look at what is finished. */
  private static final class Work implements Runnable {
    private final List<Scenario> scenarios;
    private final AuditRequest request;
    private final Interrupts interrupts;
    private final ProgressListener progress;
    private final List<ScenarioReport> reports = new ArrayList<>();
    private volatile @Nullable Throwable failure;

    Work(
        List<Scenario> scenarios,
        AuditRequest request,
        Interrupts interrupts,
        ProgressListener progress) {
      this.scenarios = scenarios;
      this.request = request;
      this.interrupts = interrupts;
      this.progress = progress;
    }

    @Override
    public void run() {
      try {
        for (Scenario scenario : scenarios) {
          if (interrupts.requested()) {
            break;
          }
          ScenarioReport report = audit(scenario);
          synchronized (reports) {
            reports.add(report);
          }
        }
      } catch (RuntimeException | Error broken) {
        // Hours of finished scenarios are not lost to the one that broke.
        failure = broken;
      }
    }

    private ScenarioReport audit(Scenario scenario) {
      GradientEngine engine = request.engine(scenario);
      @Nullable Analyst analyst = engine instanceof Analyst able ? able : null;
      return Auditor.audit(
          scenario,
          request.options(scenario, interrupts::requested),
          engine,
          analyst,
          scenario.program().external() == null ? request.others() : List.of(),
          progress);
    }

    List<ScenarioReport> finished() {
      synchronized (reports) {
        return List.copyOf(reports);
      }
    }
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
