package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The option about what becomes of an audit without scenarios. */
final class EmptySelection {
  private static final String FAIL = "fail";
  private static final String WARN = "warn";

  @Option(
      names = "--no-tests",
      paramLabel = "WHAT",
      description = "What to do when there is no scenario: fail (default), warn or pass.")
  private String noTests = FAIL;

  /** Refuses what is not understood, before anything runs. */
  void check() throws CommandException {
    OptionValues.choice("--no-tests", "value", noTests, List.of(FAIL, WARN, "pass"));
  }

  /**
   * Whether an audit goes on after this, without scenarios; says so where that was asked for. Other
   * failures than that nothing was selected are never excused.
   */
  boolean excuses(CommandException failure, Console console) {
    if (failure.exitCode() != ExitCode.NOTHING_SELECTED || noTests.equals(FAIL)) {
      return false;
    }
    if (noTests.equals(WARN)) {
      console.say("warning: " + failure.text());
    }
    return true;
  }

  /**
   * What is reported then: reports that were asked for are there, and none of an earlier audit is
   * taken for this one's.
   */
  static AuditReport report() {
    return new AuditReport(
        true,
        AuditReport.Environment.current(),
        AuditReport.Timing.of(Clock.systemUTC().instant(), Duration.ZERO),
        List.of());
  }
}
