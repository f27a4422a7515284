package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.audit;
import static dev.gradaudit.audit.Fixtures.codes;
import static dev.gradaudit.audit.Fixtures.finding;
import static dev.gradaudit.audit.Fixtures.floats;
import static dev.gradaudit.audit.Fixtures.named;
import static dev.gradaudit.audit.Fixtures.options;
import static dev.gradaudit.audit.Fixtures.present;
import static dev.gradaudit.audit.Fixtures.up;
import static dev.gradaudit.audit.Fixtures.values;
import static dev.gradaudit.audit.Fixtures.verdict;
import static dev.gradaudit.audit.Fixtures.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.audit.Finding.Severity;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the auditor says of engines that differ, or fail to, along known axes. */
final class AuditorTest {
  private static final AxisValues VALUES =
      values(5, "0,1,2", "1,2,4", "sequential,pairwise,reversed,shuffled,strided:8,exact");
  private static final GradientEngine CONSTANT =
      weight((configuration, repeat) -> new float[] {1, 2});

  private static final AxisValues EVERY_AXIS =
      VALUES.withCapabilities(List.of("", "avx2", "avx512"));

  @Test
  void aDeterministicEngineIsIdenticalAlongEveryAxis() {
    ScenarioReport report = audit(VALUES, CONSTANT);
    assertThat(report.status()).isEqualTo(Status.PASSED);
    assertThat(report.complete()).isTrue();
    assertThat(report.findings()).isEmpty();
    assertThat(report.verdicts())
        .extracting(AxisVerdict::axis)
        .containsExactly(Axis.REPEAT, Axis.SEED, Axis.THREADS, Axis.ORDER);
    for (AxisVerdict verdict : report.verdicts()) {
      assertThat(verdict.verdict()).isEqualTo(Verdict.IDENTICAL);
      assertThat(verdict.holds()).isTrue();
      assertThat(verdict.distinct()).isEqualTo(1);
      assertThat(verdict.elements()).isEqualTo(2);
      assertThat(verdict.elementsVarying()).isZero();
      assertThat(verdict.worst()).isNull();
      assertThat(verdict.boundUlp()).isNull();
    }
    assertThat(verdict(report, Axis.REPEAT).reason())
        .isEqualTo("54 configurations, 5 runs each, one result each");
    assertThat(verdict(report, Axis.ORDER).reason())
        .isEqualTo("9 groups of 6 orders, one result in each");
  }

  @Test
  void runsGroupsAndComparisonsAreCounted() {
    ScenarioReport report = audit(VALUES, CONSTANT);
    AxisVerdict repeat = verdict(report, Axis.REPEAT);
    assertThat(List.of(repeat.runs(), repeat.groups(), repeat.comparisons()))
        .containsExactly(270, 54, 54 * 4);
    AxisVerdict seed = verdict(report, Axis.SEED);
    assertThat(List.of(seed.runs(), seed.groups(), seed.comparisons())).containsExactly(54, 18, 36);
    AxisVerdict order = verdict(report, Axis.ORDER);
    assertThat(List.of(order.runs(), order.groups(), order.comparisons()))
        .containsExactly(54, 9, 45);
    assertThat(report.comparisons()).hasSize(54 + 36 + 36 + 45);
    assertThat(report.plan().configurations()).isEqualTo(54);
    assertThat(report.plan().totalRuns()).isEqualTo(270);
    assertThat(report.plan().engine()).isEqualTo("fake");
    assertThat(report.plan().mode()).isEqualTo("full");
    assertThat(StrictMath.pow(present(order.probabilityMatch()), 54))
        .isCloseTo(0.05, within(1e-14));
  }

  @ParameterizedTest
  @CsvSource({"10, .74113444910694772", "30, .90496614714469586"})
  void theProbabilityOfAMatchIsThePublishedOne(int runs, double probability) {
    ScenarioReport report = audit(values(runs, "0", "1", "exact"), CONSTANT);
    assertThat(verdict(report, Axis.REPEAT).probabilityMatch())
        .isCloseTo(probability, within(2e-16));
    assertThat(verdict(report, Axis.REPEAT).reason()).isEqualTo(runs + " runs, one result");
  }

  /** A difference planted along one axis shows there, and nowhere else. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ENGINE", "HOST"})
  void aDifferenceShowsAlongItsAxisOnly(Axis planted) {
    GradientEngine engine =
        weight(
            (configuration, repeat) ->
                new float[] {1, up(12 * coordinate(planted, configuration, repeat))});
    ScenarioReport report = audit(EVERY_AXIS, engine);
    for (AxisVerdict verdict : report.verdicts()) {
      boolean here = verdict.axis() == planted;
      assertThat(verdict.verdict()).isEqualTo(here ? Verdict.DIFFERS : Verdict.IDENTICAL);
      assertThat(verdict.elementsVarying()).isEqualTo(here ? 1 : 0);
    }
    AxisVerdict verdict = verdict(report, planted);
    int count = EVERY_AXIS.count(planted);
    assertThat(verdict.distinct()).isEqualTo(count);
    assertThat(verdict.maxUlp()).isEqualTo(12L * (count - 1));
    assertThat(verdict.meanUlp()).isEqualTo(6.0 * (count - 1));
    assertThat(verdict.probabilityMatch()).isNull();
    assertThat(present(present(verdict.worst()).difference().worst()).index()).containsExactly(1);
    assertThat(verdict.reason())
        .startsWith("up to " + count + " results in ")
        .contains(12 * (count - 1) + " ULPs apart at weight[1]");
    boolean fails = planted == Axis.REPEAT;
    assertThat(report.status()).isEqualTo(fails ? Status.FAILED : Status.PASSED);
    String code =
        switch (planted) {
          case REPEAT -> "run-to-run";
          case SEED -> "seed-dependent";
          case THREADS -> "thread-dependent";
          case ORDER -> "order-dependent";
          case CAPABILITY -> "capability-dependent";
          case ENGINE, HOST -> "engine-dependent";
        };
    assertThat(codes(report)).containsExactly(code);
    assertThat(finding(report, code).severity())
        .isEqualTo(fails ? Severity.ERROR : Severity.WARNING);
    assertThat(finding(report, code).axis()).isEqualTo(planted);
  }

  private static int coordinate(Axis axis, Configuration configuration, int repeat) {
    return switch (axis) {
      case REPEAT -> repeat;
      case SEED -> VALUES.seeds().indexOf(configuration.seed());
      case THREADS -> VALUES.threads().indexOf(configuration.threads());
      case ORDER -> VALUES.orders().indexOf(configuration.order());
      case CAPABILITY -> EVERY_AXIS.capabilities().indexOf(configuration.capability());
      case ENGINE, HOST -> 0;
    };
  }

  @Test
  void comparisonsOfEqualGradientsShareTheirFigures() {
    List<Comparison> rows = audit(VALUES, CONSTANT).comparisons();
    assertThat(rows)
        .extracting(Comparison::difference)
        .allSatisfy(figures -> assertThat(figures).isSameAs(rows.get(0).difference()));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ENGINE", "HOST"})
  void comparisonsRunFromTheFirstValueOfTheirAxis(Axis axis) {
    ScenarioReport report = audit(EVERY_AXIS, CONSTANT);
    List<Comparison> rows =
        report.comparisons().stream().filter(row -> row.axis() == axis).toList();
    assertThat(rows).isNotEmpty();
    for (Comparison row : rows) {
      assertThat(row.toRepeat()).isEqualTo(axis == Axis.REPEAT ? 1 : 0);
      assertThat(coordinate(axis, row.from(), 0)).isZero();
      for (Axis other : Axis.values()) {
        boolean same = coordinate(other, row.from(), 0) == coordinate(other, row.to(), 0);
        assertThat(same).isEqualTo(other != axis || axis == Axis.REPEAT);
      }
    }
  }

  @Test
  void alongRepeatTheFurthestRunIsShown() {
    int[] ulps = {0, 3, 0, 7, 7, 5};
    GradientEngine engine = weight((configuration, repeat) -> new float[] {up(ulps[repeat])});
    ScenarioReport report = audit(values(6, "0", "1", "exact"), engine);
    assertThat(report.comparisons()).hasSize(1);
    assertThat(report.comparisons().get(0).toRepeat()).isEqualTo(3);
    assertThat(report.comparisons().get(0).difference().maxUlp()).isEqualTo(7);
    assertThat(report.configurations().get(0).distinct()).isEqualTo(4);
    assertThat(verdict(report, Axis.REPEAT).reason())
        .isEqualTo("4 results in 6 runs; 7 ULPs apart at weight[0]");
    assertThat(finding(report, "run-to-run").message())
        .contains("run 1 and run 4 (seed 0, threads 1, order exact)");
  }

  @Test
  void distinctResultsAreCountedOverAllGradientsTogether() {
    // Each gradient takes two values, the pair of them four.
    GradientEngine engine =
        Fixtures.computing(
            (step, configuration, repeat) ->
                named("a", floats(up(repeat & 1)), "b", floats(up(repeat >> 1 & 1))));
    ScenarioReport report = audit(values(9, "0", "1", "exact"), engine);
    assertThat(verdict(report, Axis.REPEAT).distinct()).isEqualTo(4);
    assertThat(verdict(report, Axis.REPEAT).elementsVarying()).isEqualTo(2);
    assertThat(report.comparisons()).extracting(Comparison::gradient).containsExactly("a", "b");
  }

  @Test
  void distinctIsTheLargestNumberWithinOneGroup() {
    // Three results in all, but never more than two under one thread count.
    GradientEngine engine =
        weight(
            (configuration, repeat) ->
                new float[] {
                  configuration.order().name().equals("exact") ? 1 : up(configuration.threads())
                });
    ScenarioReport report = audit(values(1, "0", "1,2", "exact,pairwise,reversed"), engine);
    assertThat(verdict(report, Axis.ORDER).distinct()).isEqualTo(2);
    assertThat(verdict(report, Axis.THREADS).distinct()).isEqualTo(2);
    assertThat(verdict(report, Axis.ORDER).maxUlp()).isEqualTo(2);
    assertThat(verdict(report, Axis.THREADS).maxUlp()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void theGroupWithTheMostResultsMayBeAnyone(int threads) {
    GradientEngine engine =
        weight(
            (configuration, repeat) ->
                new float[] {
                  up(
                      configuration.threads() == threads
                          ? coordinate(Axis.ORDER, configuration, 0)
                          : 0)
                });
    assertThat(verdict(audit(VALUES, engine), Axis.ORDER).distinct()).isEqualTo(6);
  }

  @Test
  void aRaceIsNamedWhereItMayBeTheCause() {
    GradientEngine racing =
        weight(
            (configuration, repeat) ->
                new float[] {up(configuration.order().races() ? repeat + 1 : 0)});
    ScenarioReport report = audit(values(3, "0", "1", "sequential,atomic"), racing);
    assertThat(verdict(report, Axis.REPEAT).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(finding(report, "run-to-run").advice()).contains("'atomic'").contains("arrive");
    assertThat(verdict(report, Axis.ORDER).reason()).endsWith("; may stem from the race of atomic");
  }

  @Test
  void configurationsCarryLossAndFingerprintsOfTheirFirstRun() {
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) ->
                Fixtures.completed(
                    floats(configuration.threads()),
                    named("unused", null, "weight", floats(up(configuration.threads()), repeat)),
                    null));
    ScenarioReport report = audit(values(2, "0", "1,2", "exact"), engine);
    assertThat(report.configurations()).hasSize(2);
    for (ScenarioReport.ConfigurationResult result : report.configurations()) {
      int threads = result.configuration().threads();
      assertThat(result.runs()).isEqualTo(2);
      assertThat(result.distinct()).isEqualTo(2);
      assertThat(result.loss().doubleAt(0)).isEqualTo(threads);
      assertThat(result.fingerprints()).containsOnlyKeys("unused", "weight");
      assertThat(result.fingerprints().get("unused")).isNull();
      assertThat(result.fingerprints().get("weight"))
          .isEqualTo(Tensors.sha256(floats(up(threads), 0)));
      assertThat(List.copyOf(result.fingerprints().keySet())).containsExactly("unused", "weight");
    }
    assertThat(present(report.loss()).doubleAt(0)).isEqualTo(1);
    assertThat(report.gradients()).isEmpty();
  }

  @Test
  void theBaselinesGradientsAreReportedWhenAskedFor() {
    AxisValues values = values(2, "0", "1,2", "exact");
    AuditOptions plain = options(values);
    AuditOptions options =
        new AuditOptions(
            values,
            Map.of(),
            false,
            false,
            plain.planMode(),
            false,
            true,
            Set.of(),
            0.95,
            () -> false);
    Tensor weight = floats(1, 2);
    ScenarioReport report =
        audit(
            options,
            Fixtures.computing(
                (step, configuration, repeat) -> named("unused", null, "weight", weight)));
    assertThat(report.gradients()).containsEntry("unused", null).containsEntry("weight", weight);
  }

  @Test
  void aLossThatVariesAloneIsANote() {
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) ->
                Fixtures.completed(
                    floats(up(configuration.threads() * 4 - 4)), Fixtures.gradients(1), null));
    ScenarioReport report = audit(values(2, "0", "1,2", "exact"), engine);
    assertThat(report.status()).isEqualTo(Status.PASSED);
    assertThat(codes(report)).containsExactly("loss-varies");
    assertThat(finding(report, "loss-varies").severity()).isEqualTo(Severity.NOTE);
    assertThat(finding(report, "loss-varies").message()).contains("threads (4 ULPs apart)");
  }

  @Test
  void aLossThatVariesWithTheGradientsIsNoNews() {
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) ->
                Fixtures.completed(
                    floats(configuration.threads()),
                    Fixtures.gradients(configuration.threads()),
                    null));
    assertThat(codes(audit(values(2, "0", "1,2", "exact"), engine)))
        .containsExactly("thread-dependent");
  }

  @Test
  void theMostSevereFindingsComeFirst() {
    // Found in the opposite sequence: a zero gradient, runs that differ, a loss that varies.
    GradientEngine engine =
        Fixtures.engine(
            (step, configuration, repeat, runOptions) ->
                Fixtures.completed(
                    floats(configuration.threads()),
                    named("v", floats(0), "w", floats(up(repeat))),
                    null));
    ScenarioReport report = audit(values(2, "0", "1,2", "exact"), engine);
    assertThat(codes(report)).containsExactly("run-to-run", "zero-gradient", "loss-varies");
    assertThat(report.findings())
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR, Severity.WARNING, Severity.NOTE);
  }

  @Test
  void oneAtATimeComparesWithTheBaselineOnly() {
    ScenarioReport report =
        audit(
            Fixtures.oneAtATime(options(VALUES)),
            weight(
                (configuration, repeat) ->
                    new float[] {up(coordinate(Axis.ORDER, configuration, 0))}));
    assertThat(report.configurations()).hasSize(3 + 2 + 5);
    AxisVerdict order = verdict(report, Axis.ORDER);
    assertThat(order.reason()).isEqualTo("6 results in 6 orders; 5 ULPs apart at weight[0]");
    assertThat(order.groups()).isEqualTo(1);
    assertThat(verdict(report, Axis.THREADS).reason()).isEqualTo("3 thread counts, one result");
    assertThat(report.plan().mode()).isEqualTo("one-at-a-time");
  }

  @Test
  void progressIsToldAfterEveryRun() {
    List<String> told = new ArrayList<>();
    AxisValues values = values(2, "0", "1,2", "exact");
    Auditor.audit(
        Fixtures.scenario(values),
        options(values),
        CONSTANT,
        null,
        (scenario, done, total) -> told.add(scenario + " " + done + "/" + total));
    assertThat(told).containsExactly("fake 1/4", "fake 2/4", "fake 3/4", "fake 4/4");
  }

  @Test
  void theEngineIsRunInPlanOrderAndToldWhatToLookFor() {
    List<String> ran = new ArrayList<>();
    AxisValues values = values(2, "5,3", "1", "exact,pairwise");
    AuditOptions options =
        new AuditOptions(
            values,
            Map.of(),
            false,
            false,
            options(values).planMode(),
            true,
            false,
            Set.of(),
            AuditOptions.DEFAULT_CONFIDENCE,
            () -> false);
    audit(
        options,
        Fixtures.engine(
            (step, configuration, repeat, runOptions) -> {
              assertThat(runOptions.detectAnomaly()).isTrue();
              ran.add(configuration.seed() + configuration.order().name() + repeat);
              return Fixtures.completed(Fixtures.gradients(1));
            }));
    assertThat(ran)
        .containsExactly(
            "5exact0",
            "5exact1",
            "5pairwise0",
            "5pairwise1",
            "3exact0",
            "3exact1",
            "3pairwise0",
            "3pairwise1");
  }

  @Test
  void theVerdictsDoNotDependOnTheSequenceOfTheRepeats() {
    int[] ulps = {0, 9, 2, 2, 5, 0};
    ScenarioReport forward =
        audit(
            values(6, "0", "1,2", "exact"),
            weight((configuration, repeat) -> new float[] {up(ulps[repeat])}));
    ScenarioReport shuffled =
        audit(
            values(6, "0", "1,2", "exact"),
            // The first run stays, as the others are compared with it.
            weight((configuration, repeat) -> new float[] {up(ulps[(6 - repeat) % 6])}));
    assertThat(shuffled.verdicts())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("worst")
        .isEqualTo(forward.verdicts());
  }
}
