package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.audit.ScenarioReport;
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

  /** Audits one scenario. */
  @FunctionalInterface
  interface Task {
    ScenarioReport audit(Scenario scenario);
  }

  static Audits run(
      List<Scenario> scenarios,
      AuditRequest request,
      Interrupts interrupts,
      ProgressListener progress) {
    return run(
        scenarios,
        scenario -> request.audit(scenario, interrupts::requested, progress),
        interrupts);
  }

  static Audits run(List<Scenario> scenarios, Task task, Interrupts interrupts) {
    Instant started = Clock.systemUTC().instant();
    long start = System.nanoTime();
    Work work = new Work(scenarios, task, interrupts);
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
    private final Task task;
    private final Interrupts interrupts;
    private final List<ScenarioReport> reports = new ArrayList<>();
    private volatile @Nullable Throwable failure;

    Work(List<Scenario> scenarios, Task task, Interrupts interrupts) {
      this.scenarios = scenarios;
      this.task = task;
      this.interrupts = interrupts;
    }

    @Override
    public void run() {
      try {
        for (Scenario scenario : scenarios) {
          if (interrupts.requested()) {
            break;
          }
          ScenarioReport report = task.audit(scenario);
          synchronized (reports) {
            reports.add(report);
          }
        }
      } catch (RuntimeException | Error broken) {
        // Hours of finished scenarios are not lost to the one that broke.
        failure = broken;
      }
    }

    List<ScenarioReport> finished() {
      synchronized (reports) {
        return List.copyOf(reports);
      }
    }
  }

  /**
   * The exit code of a command that made this report.
   *
   * @param written whether all reports could be
   */
  int exitCode(boolean written, FailPolicy policy, Interrupts interrupts, Console console)
      throws CommandException {
    if (failure != null) {
      return Breakdown.explain(failure, console);
    }
    if (interrupts.requested() && !report.complete()) {
      return interrupts.exitCode();
    }
    return written ? policy.exitCode(report, console) : ExitCode.ERROR;
  }
}
