package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about which results a command fails on. They change the exit code, no verdict. */
final class FailPolicy {
  @Option(names = "--exit-zero", description = "Exit with 0 although an expectation fails.")
  private boolean exitZero;

  @Option(
      names = "--fail-on",
      paramLabel = "LIST",
      description =
          "What to fail on, instead of every expectation that does not hold: expectation, differs,"
              + " out-of-bound, inconclusive, vacuous, warning.")
  private @Nullable String failOn;

  /** A reason to fail. */
  private enum Reason {
    /** An expectation does not hold, or a result is inconclusive: what a report calls failed. */
    EXPECTATION,
    /** Gradients differ along an axis, whatever is expected of it. */
    DIFFERS,
    OUT_OF_BOUND,
    INCONCLUSIVE,
    /** Only exact data made the gradients equal. */
    VACUOUS,
    /** There is a finding that is a warning or an error. */
    WARNING;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean appliesTo(ScenarioReport scenario) {
      return switch (this) {
        case EXPECTATION -> scenario.status() == ScenarioReport.Status.FAILED;
        case DIFFERS -> any(scenario, Verdict.DIFFERS) || any(scenario, Verdict.OUT_OF_BOUND);
        case OUT_OF_BOUND -> any(scenario, Verdict.OUT_OF_BOUND);
        case INCONCLUSIVE -> any(scenario, Verdict.INCONCLUSIVE);
        case VACUOUS -> scenario.verdicts().stream().anyMatch(AxisVerdict::vacuous);
        case WARNING ->
            scenario.findings().stream()
                .anyMatch(finding -> finding.severity() != Finding.Severity.NOTE);
      };
    }

    private static boolean any(ScenarioReport scenario, Verdict verdict) {
      return scenario.verdicts().stream().anyMatch(each -> each.verdict() == verdict);
    }
  }

  /** Refuses what is not understood, before anything runs. */
  void check() throws CommandException {
    if (exitZero && failOn != null) {
      throw CommandException.usage("--exit-zero fails on nothing; leave out --fail-on");
    }
    reasons();
  }

  /** The exit code for a report that was made and written without trouble. */
  int exitCode(AuditReport report) throws CommandException {
    List<ScenarioReport> scenarios = report.scenarios();
    if (scenarios.stream().anyMatch(each -> each.status() == ScenarioReport.Status.ERROR)) {
      return ExitCode.ERROR;
    }
    Set<Reason> reasons = reasons();
    boolean fails =
        scenarios.stream()
            .anyMatch(scenario -> reasons.stream().anyMatch(each -> each.appliesTo(scenario)));
    return fails && !exitZero ? ExitCode.FAILED : ExitCode.OK;
  }

  private Set<Reason> reasons() throws CommandException {
    if (failOn == null) {
      return EnumSet.of(Reason.EXPECTATION);
    }
    List<String> labels = Arrays.stream(Reason.values()).map(Reason::label).toList();
    List<Reason> chosen = new ArrayList<>();
    for (String name : OptionValues.names("--fail-on", failOn, "differs,inconclusive")) {
      String label = OptionValues.choice("--fail-on", "reason", name, labels);
      Arrays.stream(Reason.values())
          .filter(reason -> reason.label().equals(label))
          .forEach(chosen::add);
    }
    return EnumSet.copyOf(chosen);
  }
}
