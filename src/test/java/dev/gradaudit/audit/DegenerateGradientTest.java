package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.audit;
import static dev.gradaudit.audit.Fixtures.codes;
import static dev.gradaudit.audit.Fixtures.finding;
import static dev.gradaudit.audit.Fixtures.floats;
import static dev.gradaudit.audit.Fixtures.named;
import static dev.gradaudit.audit.Fixtures.proof;
import static dev.gradaudit.audit.Fixtures.values;
import static dev.gradaudit.audit.Fixtures.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.Finding.Severity;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients that cannot show a difference never make an audit pass. */
final class DegenerateGradientTest {
  private static final AxisValues VALUES = values(2, "0", "1,2", "sequential,pairwise");
  private static final float NAN = Float.NaN;

  static Stream<Arguments> worthless() {
    return Stream.of(
        Arguments.of(
            named("w", floats(0, -0f)), "every element of every gradient is 0", "zero-gradient"),
        Arguments.of(
            named("w", floats()), "every gradient is missing, empty or 0", "zero-gradient"),
        Arguments.of(
            named("w", null), "the loss has no gradient for any tensor", "missing-gradient"),
        Arguments.of(
            named("v", null, "w", floats(0)),
            "every gradient is missing, empty or 0",
            "missing-gradient"),
        Arguments.of(named("w", floats(NAN, NAN)), "every element of w is NaN", "nan-gradient"),
        Arguments.of(
            named("v", floats(1), "w", floats(NAN)), "every element of w is NaN", "nan-gradient"));
  }

  @ParameterizedTest
  @MethodSource("worthless")
  void worthlessGradientsAreInconclusiveAlongEveryAxis(
      Map<String, Tensor> gradients, String reason, String code) {
    ScenarioReport report =
        audit(VALUES, Fixtures.computing((step, configuration, repeat) -> gradients));
    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.verdicts())
        .allSatisfy(
            verdict -> {
              assertThat(verdict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
              assertThat(verdict.holds()).isFalse();
              assertThat(verdict.reason()).isEqualTo(reason);
            });
    assertThat(finding(report, code).severity()).isEqualTo(Severity.ERROR);
    // One cause, one kind of finding: that nothing was compared is but its consequence.
    assertThat(codes(report)).doesNotContain("nothing-compared");
  }

  @Test
  void aScenarioWithoutGradientsIsInconclusive() {
    ScenarioReport report =
        audit(VALUES, Fixtures.computing((step, configuration, repeat) -> Map.of()));
    assertThat(report.verdicts())
        .extracting(AxisVerdict::verdict)
        .containsOnly(Verdict.INCONCLUSIVE);
  }

  static Stream<Arguments> suspicious() {
    return Stream.of(
        Arguments.of(named("v", floats(1), "w", floats(0)), "zero-gradient"),
        Arguments.of(named("v", floats(1), "w", floats()), "zero-gradient"),
        Arguments.of(named("v", floats(1), "w", null), "missing-gradient"),
        Arguments.of(named("v", floats(1), "w", floats(1, NAN)), "nan-gradient"));
  }

  @ParameterizedTest
  @MethodSource("suspicious")
  void oneWorthlessGradientAmongOthersIsAWarning(Map<String, Tensor> gradients, String code) {
    ScenarioReport report =
        audit(VALUES, Fixtures.computing((step, configuration, repeat) -> gradients));
    assertThat(report.status()).isEqualTo(Status.PASSED);
    assertThat(codes(report)).containsExactly(code);
    assertThat(finding(report, code).severity()).isEqualTo(Severity.WARNING);
    assertThat(finding(report, code).message()).contains(" w").doesNotContain(" v");
  }

  @Test
  void someZerosAreNothingToMention() {
    ScenarioReport report =
        audit(VALUES, Fixtures.weight((configuration, repeat) -> new float[] {0, 1, 0}));
    assertThat(report.status()).isEqualTo(Status.PASSED);
    assertThat(codes(report)).isEmpty();
  }

  @Test
  void zerosAreNotProvenWhateverTheAnalysisSays() {
    ScenarioReport report =
        Auditor.audit(
            Fixtures.scenario(VALUES),
            Fixtures.options(VALUES),
            Fixtures.weight((configuration, repeat) -> new float[] {0, 0}),
            (step, fused) -> proof(),
            ProgressListener.NONE);
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(codes(report)).doesNotContain("vacuous");
  }

  @Test
  void aDifferenceFromABaselineOfZerosIsADifference() {
    ScenarioReport report =
        audit(
            VALUES,
            Fixtures.weight(
                (configuration, repeat) -> new float[] {configuration.threads() == 1 ? 0 : 1e-9f}));
    assertThat(verdict(report, Axis.THREADS).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void aBaselineOfNaNsIsInconclusiveEvenWhereItDiffers() {
    ScenarioReport report =
        audit(
            VALUES,
            Fixtures.weight(
                (configuration, repeat) -> new float[] {configuration.threads() == 1 ? NAN : 1}));
    assertThat(verdict(report, Axis.THREADS).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(report, Axis.THREADS).nonFinite()).isEqualTo(2);
  }

  @Test
  void theFirstAnomalyIsNamedOncePerPlace() {
    Anomaly forward = new Anomaly("log", "forward", 2, 7, "y = torch.log(x)", "-inf");
    Anomaly backward = new Anomaly("sqrt", "grad of x", 3, 5, "z = sqrt(y)", "nan");
    ScenarioReport report =
        audit(
            VALUES,
            Fixtures.engine(
                (step, configuration, repeat, options) ->
                    Fixtures.completed(
                        Fixtures.ONE,
                        Fixtures.gradients(1),
                        configuration.threads() == 1 ? forward : backward)));
    assertThat(codes(report)).containsExactly("anomaly", "anomaly");
    assertThat(report.findings())
        .extracting(Finding::message)
        .containsExactly(
            "'log' made the first -inf in its forward pass, at line 2, column 7 of the program:"
                + " y = torch.log(x) (first at seed 0, threads 1, order sequential).",
            "'sqrt' made the first nan in its backward pass, grad of x, at line 3, column 5 of the"
                + " program: z = sqrt(y) (first at seed 0, threads 2, order sequential).");
  }

  @Test
  void anAnomalyThatStandsOnNoLineIsNamedWithoutOne() {
    Anomaly data = new Anomaly("x", "data", 0, 0, "", "nan");
    Anomaly fanOut = new Anomaly("x", "fan-out", 0, 0, "", "inf");
    ScenarioReport report =
        audit(
            VALUES,
            Fixtures.engine(
                (step, configuration, repeat, options) ->
                    Fixtures.completed(
                        Fixtures.ONE,
                        Fixtures.gradients(1),
                        configuration.threads() == 1 ? data : fanOut)));
    assertThat(report.findings())
        .extracting(Finding::message)
        .containsExactly(
            "'x' holds nan from the start (first at seed 0, threads 1, order sequential).",
            "'x' made the first inf in its backward pass, fan-out (first at seed 0, threads 2,"
                + " order sequential).");
  }
}
