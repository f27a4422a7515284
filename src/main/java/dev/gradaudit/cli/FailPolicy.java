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
  private static final int MOST_NAMES = 3;

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

  /**
   * Refuses what is not understood or would be without effect, before anything runs.
   *
   * @param failOnVacuous whether exact data is to fail an expectation
   */
  void check(boolean failOnVacuous) throws CommandException {
    if (exitZero && failOn != null) {
      throw CommandException.usage("--exit-zero fails on nothing; leave out --fail-on");
    }
    if (failOnVacuous && !reasons().contains(Reason.EXPECTATION)) {
      throw CommandException.usage(
          "--fail-on-vacuous fails an expectation, and --fail-on="
              + failOn
              + " leaves expectations out; add 'expectation' to it");
    }
    reasons();
  }

  /** The exit code for a report that was made and written without trouble. */
  int exitCode(AuditReport report, Console console) throws CommandException {
    List<ScenarioReport> scenarios = report.scenarios();
    if (scenarios.stream().anyMatch(each -> each.status() == ScenarioReport.Status.ERROR)) {
      return ExitCode.ERROR;
    }
    List<String> met = new ArrayList<>();
    for (Reason reason : reasons()) {
      List<String> names =
          scenarios.stream().filter(reason::appliesTo).map(ScenarioReport::name).toList();
      if (!names.isEmpty()) {
        met.add(reason.label() + " (" + shortened(names) + ")");
      }
    }
    if (failOn != null) {
      explain(met, scenarios, console);
    }
    return met.isEmpty() || exitZero ? ExitCode.OK : ExitCode.FAILED;
  }

  /** A report tells of expectations: where --fail-on says otherwise, one would wonder why. */
  private static void explain(List<String> met, List<ScenarioReport> scenarios, Console console) {
    if (!met.isEmpty()) {
      console.say("--fail-on: " + String.join(", ", met));
      return;
    }
    List<String> uncounted =
        scenarios.stream().filter(Reason.EXPECTATION::appliesTo).map(ScenarioReport::name).toList();
    if (!uncounted.isEmpty()) {
      console.say(
          "--fail-on: nothing of it, so that the exit code is 0; expectations that do not hold ("
              + shortened(uncounted)
              + ") count with 'expectation' in it");
    }
  }

  private static String shortened(List<String> names) {
    int more = names.size() - MOST_NAMES;
    return String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())))
        + (more > 0 ? " and " + more + " more" : "");
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
