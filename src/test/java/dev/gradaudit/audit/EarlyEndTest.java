package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.audit;
import static dev.gradaudit.audit.Fixtures.codes;
import static dev.gradaudit.audit.Fixtures.finding;
import static dev.gradaudit.audit.Fixtures.floats;
import static dev.gradaudit.audit.Fixtures.named;
import static dev.gradaudit.audit.Fixtures.options;
import static dev.gradaudit.audit.Fixtures.up;
import static dev.gradaudit.audit.Fixtures.values;
import static dev.gradaudit.audit.Fixtures.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Audits that do not run to their end, because the engine fails or the user has had enough. */
final class EarlyEndTest {
  @Test
  void anEngineThatReturnsOtherGradientsThanBeforeHasFailed() {
    List<Map<String, Tensor>> second =
        List.of(
            named("weight", floats(1, 2)),
            named("weight", Fixtures.doubles(1)),
            named("weight", null),
            named("bias", floats(1)),
            named("weight", floats(1), "bias", floats(1)),
            Map.of());
    for (Map<String, Tensor> other : second) {
      ScenarioReport report =
          audit(
              values(2, "0", "1,2", "exact"),
              Fixtures.computing(
                  (step, configuration, repeat) ->
                      repeat == 0 ? named("weight", floats(1)) : other));
      assertThat(report.status()).as("%s", other).isEqualTo(Status.ERROR);
      assertThat(finding(report, "engine-failure").message())
          .containsPattern("; its first run (had|did not have)");
    }
  }

  @Test
  void aRunThatFailsTakesNoOtherWithIt() {
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) ->
                configuration.threads() == 2
                        && configuration.order().name().equals("exact")
                        && repeat == 0
                    ? new RunOutcome.Failed("out of luck")
                    : Fixtures.completed(Fixtures.gradients(1)));
    ScenarioReport report = audit(values(3, "0", "1,2,4", "exact,pairwise"), engine);
    assertThat(report.status()).isEqualTo(Status.ERROR);
    assertThat(report.complete()).isFalse();
    assertThat(report.configurations()).hasSize(6);
    assertThat(report.configurations()).extracting(c -> c.runs()).containsExactly(3, 3, 2, 3, 3, 3);
    assertThat(finding(report, "engine-failure").message())
        .isEqualTo("Run 1 failed at seed 0, threads 2, order exact: out of luck.");
    assertThat(finding(report, "engine-failure").advice()).contains("17 runs that did not fail");
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(verdict(report, Axis.ORDER).groups()).isEqualTo(3);
    assertThat(verdict(report, Axis.THREADS).runs()).isEqualTo(6);
  }

  /** What never works is not tried a thousand times. */
  @Test
  void failuresInARowEndTheScenario() {
    int[] runs = {0};
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) -> {
              runs[0]++;
              return configuration.threads() == 2
                  ? new RunOutcome.Failed("out of luck")
                  : Fixtures.completed(Fixtures.gradients(1));
            });
    ScenarioReport report = audit(values(2, "0", "1,2", "exact,pairwise,reversed"), engine);
    assertThat(runs[0]).isEqualTo(6 + 3);
    assertThat(report.configurations()).hasSize(3);
    assertThat(report.findings()).hasSize(1);
    assertThat(finding(report, "engine-failure").message())
        .isEqualTo("3 runs failed, first run 1 at seed 0, threads 2, order exact: out of luck.");
    assertThat(finding(report, "engine-failure").advice())
        .contains("the rest of this scenario was not run")
        .contains("6 runs that did not fail");
  }

  /** The first run that is there takes the place of those that failed. */
  @Test
  void theFirstRunThatDidNotFailIsWhatOthersAreComparedWith() {
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) ->
                configuration.threads() == 1
                    ? new RunOutcome.Failed("out of luck")
                    : Fixtures.completed(Fixtures.gradients(up(configuration.threads()))));
    ScenarioReport report = audit(values(2, "0", "1,2,4", "exact"), engine);
    assertThat(verdict(report, Axis.THREADS).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict(report, Axis.THREADS).maxUlp()).isEqualTo(2);
  }

  @Test
  void runsAreNamedByTheirNumbersThoughTheFirstOnesFailed() {
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) ->
                repeat < 2
                    ? new RunOutcome.Failed("out of luck")
                    : Fixtures.completed(Fixtures.gradients(repeat < 5 ? 1 : up(repeat))));
    ScenarioReport report = audit(values(6, "0", "1,2", "exact"), engine);
    Comparison worst = Objects.requireNonNull(verdict(report, Axis.REPEAT).worst());
    assertThat(worst.fromRepeat()).isEqualTo(2);
    assertThat(worst.toRepeat()).isEqualTo(5);
    assertThat(report.findings())
        .anyMatch(finding -> finding.message().contains("between run 3 and run 6"));
    assertThat(report.comparisons())
        .filteredOn(pair -> pair.axis() == Axis.THREADS)
        .isNotEmpty()
        .allMatch(pair -> pair.fromRepeat() == 2 && pair.toRepeat() == 2);
  }

  @Test
  void aFailureOfTheFirstRunLeavesNothingToJudge() {
    ScenarioReport report =
        audit(
            values(2, "0", "1,2", "exact"),
            Fixtures.engine(
                (step, configuration, repeat, runOptions) -> new RunOutcome.Failed("no")));
    assertThat(report.status()).isEqualTo(Status.ERROR);
    assertThat(report.loss()).isNull();
    assertThat(report.verdicts())
        .extracting(AxisVerdict::verdict)
        .containsOnly(Verdict.INCONCLUSIVE);
    assertThat(verdict(report, Axis.REPEAT).reason()).isEqualTo("no run was finished");
    assertThat(codes(report)).containsExactly("engine-failure");
  }

  /** All runs of the plan are finished, and what they are to be held against is not. */
  @Test
  void aProbeThatIsInterruptedLeavesTheReportIncomplete() {
    int[] runs = {0};
    AxisValues values = values(2, "0", "1", "exact,pairwise");
    AuditOptions options =
        new AuditOptions(
            values,
            Map.of(),
            false,
            false,
            options(values).planMode(),
            false,
            false,
            Set.of(Probe.ACCURACY),
            AuditOptions.DEFAULT_CONFIDENCE,
            () -> runs[0] == 4);
    ScenarioReport report =
        audit(
            options,
            Fixtures.engine(
                (step, configuration, repeat, runOptions) -> {
                  runs[0]++;
                  return Fixtures.completed(Fixtures.gradients(up(0)));
                }));
    assertThat(report.status()).isEqualTo(Status.INTERRUPTED);
    assertThat(report.complete()).isFalse();
    assertThat(report.probes().accuracy()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anInterruptedAuditReportsWhatItFinished(boolean byEngine) {
    int[] runs = {0};
    AxisValues values = values(2, "0", "1,2", "exact,pairwise,reversed");
    AuditOptions options =
        new AuditOptions(
            values,
            Map.of(),
            false,
            false,
            options(values).planMode(),
            false,
            false,
            Set.of(),
            AuditOptions.DEFAULT_CONFIDENCE,
            () -> !byEngine && runs[0] == 5);
    ScenarioReport report =
        audit(
            options,
            Fixtures.engine(
                (step, configuration, repeat, runOptions) ->
                    byEngine && runs[0] == 5
                        ? new RunOutcome.Cancelled()
                        : Fixtures.completed(Fixtures.gradients(up(runs[0]++ / 2)))));
    assertThat(runs[0]).isEqualTo(5);
    assertThat(report.status()).isEqualTo(Status.INTERRUPTED);
    assertThat(report.complete()).isFalse();
    assertThat(report.configurations())
        .extracting(ScenarioReport.ConfigurationResult::runs)
        .containsExactly(2, 2, 1);
    AxisVerdict order = verdict(report, Axis.ORDER);
    assertThat(order.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(order.distinct()).isEqualTo(3);
    assertThat(order.runs()).isEqualTo(3);
    assertThat(verdict(report, Axis.REPEAT).reason())
        .isEqualTo("3 configurations, up to 2 runs each, one result each");
    AxisVerdict threads = verdict(report, Axis.THREADS);
    assertThat(threads.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(threads.reason()).isEqualTo("nothing was compared before the audit ended");
    assertThat(verdict(report, Axis.REPEAT).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(codes(report)).doesNotContain("nothing-compared");
  }
}
