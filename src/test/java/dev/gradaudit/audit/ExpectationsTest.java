package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.audit;
import static dev.gradaudit.audit.Fixtures.expecting;
import static dev.gradaudit.audit.Fixtures.finding;
import static dev.gradaudit.audit.Fixtures.named;
import static dev.gradaudit.audit.Fixtures.options;
import static dev.gradaudit.audit.Fixtures.up;
import static dev.gradaudit.audit.Fixtures.values;
import static dev.gradaudit.audit.Fixtures.verdict;
import static dev.gradaudit.audit.Fixtures.weight;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.Finding.Severity;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which differences an expectation allows, and which axes are judged at all. */
final class ExpectationsTest {
  private static final AxisValues VALUES =
      values(5, "0,1,2", "1,2,4", "sequential,pairwise,reversed,shuffled,strided:8,exact");
  private static final GradientEngine CONSTANT =
      weight((configuration, repeat) -> new float[] {1, 2});

  @ParameterizedTest
  @CsvSource({
    "3, bitwise, false",
    "3, report, true",
    "3, 2, false",
    "3, 3, true",
    "0, bitwise, true"
  })
  void expectationsDecideWhetherADifferenceHolds(int ulps, String expectation, boolean holds) {
    GradientEngine engine =
        weight(
            (configuration, repeat) -> new float[] {up(configuration.threads() == 1 ? 0 : ulps)});
    AuditOptions options =
        expecting(options(values(2, "0", "1,2", "exact")), Axis.THREADS, expectation);
    ScenarioReport report = audit(options, engine);
    assertThat(verdict(report, Axis.THREADS).holds()).isEqualTo(holds);
    assertThat(verdict(report, Axis.THREADS).expectation())
        .isEqualTo(Expectation.parse(expectation).orElseThrow());
    assertThat(report.status()).isEqualTo(holds ? Status.PASSED : Status.FAILED);
  }

  @Test
  void aLimitInUlpsAllowsSignsOfZeroAndNoNaN() {
    AuditOptions options = expecting(options(values(2, "0", "1,2", "exact")), Axis.THREADS, "1");
    ScenarioReport zeros =
        audit(
            options,
            weight(
                (configuration, repeat) ->
                    new float[] {1, configuration.threads() == 1 ? 0f : -0f}));
    assertThat(verdict(zeros, Axis.THREADS).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict(zeros, Axis.THREADS).holds()).isTrue();
    assertThat(verdict(zeros, Axis.THREADS).reason())
        .isEqualTo("2 results in 2 thread counts; zeros of other signs at weight[1]");
    ScenarioReport nan =
        audit(
            options,
            weight(
                (configuration, repeat) ->
                    new float[] {1, configuration.threads() == 1 ? 1 : Float.NaN}));
    assertThat(verdict(nan, Axis.THREADS).holds()).isFalse();
    assertThat(verdict(nan, Axis.THREADS).nonFinite()).isEqualTo(1);
    assertThat(verdict(nan, Axis.THREADS).maxUlp()).isZero();
  }

  @Test
  void aLimitInUlpsIsUnsigned() {
    GradientEngine engine =
        Fixtures.computing(
            (step, configuration, repeat) ->
                named("w", Fixtures.doubles(configuration.threads() == 1 ? -1 : 1)));
    AxisValues values = values(2, "0", "1,2", "exact");
    String distance = "9214364837600034816";
    ScenarioReport holds = audit(expecting(options(values), Axis.THREADS, distance), engine);
    assertThat(verdict(holds, Axis.THREADS).holds()).isTrue();
    assertThat(verdict(holds, Axis.THREADS).reason()).contains(distance + " ULPs apart at w[0]");
    ScenarioReport fails = audit(expecting(options(values), Axis.THREADS, "5"), engine);
    assertThat(verdict(fails, Axis.THREADS).holds()).isFalse();
  }

  @Test
  void strictDemandsEqualBitsAlongEveryAxis() {
    GradientEngine engine =
        weight((configuration, repeat) -> new float[] {up(configuration.threads())});
    AuditOptions lenient = expecting(options(VALUES), Axis.THREADS, "report");
    assertThat(audit(lenient, engine).status()).isEqualTo(Status.PASSED);
    AuditOptions strict =
        new AuditOptions(
            VALUES,
            lenient.expectations(),
            true,
            false,
            lenient.planMode(),
            false,
            false,
            Set.of(),
            AuditOptions.DEFAULT_CONFIDENCE,
            () -> false);
    ScenarioReport report = audit(strict, engine);
    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.verdicts())
        .extracting(AxisVerdict::expectation)
        .containsOnly(new Expectation.Bitwise());
    assertThat(finding(report, "thread-dependent").severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void onlyAxesWithSeveralValuesOrAStatedExpectationAreJudged() {
    AxisValues values = values(2, "0", "1", "exact,pairwise");
    assertThat(audit(values, CONSTANT).verdicts())
        .extracting(AxisVerdict::axis)
        .containsExactly(Axis.REPEAT, Axis.ORDER);
    ScenarioReport report = audit(expecting(options(values), Axis.THREADS, "report"), CONSTANT);
    assertThat(verdict(report, Axis.THREADS).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(report, Axis.THREADS).holds()).isFalse();
    assertThat(verdict(report, Axis.THREADS).reason())
        .isEqualTo("nothing to compare: a single thread count");
    assertThat(finding(report, "nothing-compared").advice()).contains("--threads 1,2,4");
    assertThat(report.status()).isEqualTo(Status.FAILED);
  }

  @Test
  void aSingleRunSaysNothingAboutRepeats() {
    ScenarioReport report = audit(values(1, "0", "1,2", "exact"), CONSTANT);
    assertThat(verdict(report, Axis.REPEAT).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(report, Axis.REPEAT).comparisons()).isZero();
    assertThat(verdict(report, Axis.THREADS).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(finding(report, "nothing-compared").advice()).contains("--runs 2");
    assertThat(report.comparisons()).extracting(Comparison::axis).containsOnly(Axis.THREADS);
  }
}
