package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.bounds;
import static dev.gradaudit.audit.Fixtures.codes;
import static dev.gradaudit.audit.Fixtures.finding;
import static dev.gradaudit.audit.Fixtures.named;
import static dev.gradaudit.audit.Fixtures.options;
import static dev.gradaudit.audit.Fixtures.proof;
import static dev.gradaudit.audit.Fixtures.up;
import static dev.gradaudit.audit.Fixtures.values;
import static dev.gradaudit.audit.Fixtures.verdict;
import static dev.gradaudit.audit.Fixtures.weight;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.Finding.Severity;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What proofs and bounds make of the verdicts. */
final class CertifiedVerdictTest {
  private static final AxisValues VALUES = values(3, "0", "1,2", "sequential,pairwise");
  private static final GradientEngine CONSTANT =
      weight((configuration, repeat) -> new float[] {1, 2});

  private static ScenarioReport audit(
      AuditOptions options, GradientEngine engine, Analysis analysis) {
    return Auditor.audit(
        Fixtures.scenario(options.values()),
        options,
        engine,
        (step, fused) -> analysis,
        ProgressListener.NONE);
  }

  private static ScenarioReport audit(GradientEngine engine, Analysis analysis) {
    return audit(options(VALUES), engine, analysis);
  }

  @Test
  void provedGradientsAreProvenAndVacuousAlongEveryAxis() {
    ScenarioReport report = audit(CONSTANT, proof());
    assertThat(report.status()).isEqualTo(Status.PASSED);
    for (AxisVerdict verdict : report.verdicts()) {
      assertThat(verdict.verdict()).isEqualTo(Verdict.PROVEN);
      assertThat(verdict.vacuous()).isTrue();
      assertThat(verdict.holds()).isTrue();
      assertThat(verdict.probabilityMatch()).isNull();
      assertThat(verdict.boundUlp()).isNull();
    }
    assertThat(codes(report)).containsExactly("vacuous");
    assertThat(finding(report, "vacuous").severity()).isEqualTo(Severity.NOTE);
    assertThat(finding(report, "vacuous").advice()).contains("\"grad_output\": \"random\"");
    assertThat(report.certificates()).isEqualTo(proof().sites());
  }

  @Test
  void aProofNeedsNoComparison() {
    AxisValues values = values(1, "0", "1", "sequential");
    ScenarioReport report =
        audit(Fixtures.expecting(options(values), Axis.ORDER, "bitwise"), CONSTANT, proof());
    assertThat(verdict(report, Axis.REPEAT).verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.status()).isEqualTo(Status.PASSED);
  }

  @Test
  void vacuousAxesFailOnDemand() {
    AuditOptions options =
        new AuditOptions(
            VALUES,
            Map.of(),
            false,
            true,
            options(VALUES).planMode(),
            false,
            false,
            Set.of(),
            AuditOptions.DEFAULT_CONFIDENCE,
            () -> false);
    ScenarioReport report = audit(options, CONSTANT, proof());
    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.verdicts()).extracting(AxisVerdict::holds).containsOnly(false);
    assertThat(finding(report, "vacuous").severity()).isEqualTo(Severity.ERROR);
    ScenarioReport unproved = audit(options, CONSTANT, bounds(new double[2], new double[] {9, 9}));
    assertThat(unproved.status()).isEqualTo(Status.PASSED);
  }

  @Test
  void everyGradientHasToBeProved() {
    GradientEngine two =
        Fixtures.computing(
            (step, configuration, repeat) ->
                named("weight", Fixtures.floats(1), "bias", Fixtures.floats(1)));
    assertThat(verdict(audit(two, proof()), Axis.ORDER).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(codes(audit(two, proof()))).isEmpty();
  }

  @Test
  void aProvedGradientThatDiffersIsABug() {
    ScenarioReport report =
        audit(
            weight(
                (configuration, repeat) ->
                    new float[] {1, up(configuration.order().name().equals("pairwise") ? 3 : 0)}),
            proof());
    AxisVerdict order = verdict(report, Axis.ORDER);
    assertThat(order.verdict()).isEqualTo(Verdict.OUT_OF_BOUND);
    assertThat(order.holds()).isFalse();
    assertThat(order.reason())
        .isEqualTo("proved the same in every order, and yet 3 ULPs apart at weight[1]");
    // The proof is refuted: it proves nothing along the other axes either.
    assertThat(verdict(report, Axis.REPEAT).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(codes(report)).containsExactly("out-of-bound");
    assertThat(finding(report, "out-of-bound").advice()).startsWith("This is a bug, not rounding");
    assertThat(finding(report, "out-of-bound").message())
        .contains("weight[1], 3 ULPs apart, between order sequential and order pairwise");
  }

  @Test
  void aDifferenceWithinTheBoundsIsRounding() {
    ScenarioReport report =
        audit(
            weight(
                (configuration, repeat) ->
                    new float[] {1, up(configuration.order().name().equals("pairwise") ? 3 : 0)}),
            bounds(new double[] {1, up(-2)}, new double[] {1, up(5)}));
    AxisVerdict order = verdict(report, Axis.ORDER);
    assertThat(order.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(order.boundUlp()).isEqualTo(7);
    Finding finding = finding(report, "order-dependent");
    assertThat(finding.message())
        .isEqualTo(
            "The gradients depend on the order of summation: weight[1], 3 ULPs apart, between"
                + " order sequential and order pairwise (seed 0, threads 1).");
    // The site whose inputs are not fixed only passes the difference on.
    assertThat(finding.advice())
        .startsWith(
            "It starts in 'sum' (forward) in line 2, loss = y.sum(). Accumulate with 'exact'")
        .doesNotContain("exp");
  }

  @ParameterizedTest
  @CsvSource({"6, 1", "-4, 2", "9, 4"})
  void avalueOutsideTheBoundsIsABugAlongEveryAxis(int ulps, int beyond) {
    // In the last repeat of one configuration only.
    ScenarioReport report =
        audit(
            weight(
                (configuration, repeat) ->
                    new float[] {1, up(configuration.threads() == 2 && repeat == 2 ? ulps : 0)}),
            bounds(new double[] {1, up(-2)}, new double[] {1, up(5)}));
    for (AxisVerdict verdict : report.verdicts()) {
      assertThat(verdict.verdict()).isEqualTo(Verdict.OUT_OF_BOUND);
      assertThat(verdict.holds()).isFalse();
      assertThat(verdict.reason()).isEqualTo("weight[1] lies outside of what any order can give");
    }
    assertThat(finding(report, "out-of-bound").message())
        .contains("by " + (beyond == 1 ? "1 ULP " : beyond + " ULPs "))
        .contains("(run 3 at seed 0, threads 2, order sequential)");
    assertThat(codes(report)).containsOnlyOnce("out-of-bound");
  }

  @Test
  void equalValuesOutsideTheBoundsAreABugAllTheSame() {
    ScenarioReport report = audit(CONSTANT, bounds(new double[] {1, 3}, new double[] {1, 4}));
    assertThat(verdict(report, Axis.REPEAT).verdict()).isEqualTo(Verdict.OUT_OF_BOUND);
    ScenarioReport inside = audit(CONSTANT, bounds(new double[] {1, 2}, new double[] {1, 2}));
    assertThat(verdict(inside, Axis.REPEAT).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(verdict(inside, Axis.REPEAT).boundUlp()).isZero();
  }

  @Test
  void boundsThatAreNotFiniteExcludeNothing() {
    double inf = Double.POSITIVE_INFINITY;
    GradientEngine engine =
        weight(
            (configuration, repeat) ->
                configuration.threads() == 1
                    ? new float[] {1, 1, 1, 1}
                    : new float[] {Float.NaN, -5, Float.POSITIVE_INFINITY, Float.NaN});
    Analysis open =
        bounds(new double[] {0, -inf, 0, Double.NaN}, new double[] {inf, 2, inf, Double.NaN});
    assertThat(verdict(audit(engine, open), Axis.THREADS).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict(audit(engine, open), Axis.THREADS).boundUlp()).isNull();
    Analysis closed = bounds(new double[] {0, -9, 0, 0}, new double[] {2, 2, inf, 2});
    ScenarioReport report = audit(engine, closed);
    assertThat(verdict(report, Axis.THREADS).reason())
        .isEqualTo("weight[0] lies outside of what any order can give");
    assertThat(finding(report, "out-of-bound").message()).doesNotContain(" by ");
  }

  @Test
  void theAnalysisIsToldOfFusedProductsAndMadeOnceForTheSameData() {
    List<String> analysed = new ArrayList<>();
    for (String orders : List.of("sequential", "sequential,pairwise/fma")) {
      AxisValues values = values(2, "0,1,2", "1,2", orders);
      Auditor.audit(
          Fixtures.scenario(values),
          options(values),
          CONSTANT,
          (step, liberties) -> {
            analysed.add(liberties.fusedProducts() + " " + Fixtures.seedOf(step));
            return proof();
          },
          ProgressListener.NONE);
    }
    assertThat(analysed).containsExactly("false 0", "true 0");
  }

  @Test
  void theFirstFewOriginsAreNamed() {
    List<Analysis.Site> sites =
        List.of(
            Fixtures.site("a", 1, null, true),
            Fixtures.site("b", 1, Analysis.Proof.FEW_TERMS, true),
            Fixtures.site("c", 1, null, true),
            Fixtures.site("d", 1, null, true),
            Fixtures.site("e", 1, null, true),
            Fixtures.site("unrelated", 1, null, true),
            Fixtures.site("f", 1, null, true));
    Analysis analysis =
        new Analysis(
            sites,
            Map.of("weight", new Analysis.Gradient(List.of(0, 1, 2, 3, 4, 6), false, null, null)));
    ScenarioReport report =
        audit(
            weight((configuration, repeat) -> new float[] {up(configuration.threads())}), analysis);
    assertThat(finding(report, "thread-dependent").advice())
        .contains("'a' (forward) in line 1, y = f(x); 'c' ", "; 'd' ", "; and 2 more sums. ")
        .doesNotContain("'e'", "'b'", "unrelated");
    assertThat(verdict(report, Axis.THREADS).boundUlp()).isNull();
  }
}
