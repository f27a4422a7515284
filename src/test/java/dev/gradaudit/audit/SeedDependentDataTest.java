package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.finding;
import static dev.gradaudit.audit.Fixtures.proof;
import static dev.gradaudit.audit.Fixtures.seedOf;
import static dev.gradaudit.audit.Fixtures.up;
import static dev.gradaudit.audit.Fixtures.values;
import static dev.gradaudit.audit.Fixtures.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the data changes with the seed, the verdicts along the other axes are what is compared. */
final class SeedDependentDataTest {
  private static final AxisValues VALUES = values(2, "0,1,2", "1", "sequential,pairwise");
  private static final Analysis NOTHING_PROVED = new Analysis(List.of(), Map.of());

  /** Differs along the order, by as many ULPs as given for the seed. */
  private static GradientEngine engine(int... ulpsBySeed) {
    return Fixtures.computing(
        (step, configuration, repeat) -> {
          boolean pairwise = configuration.order().name().equals("pairwise");
          int seed = (int) seedOf(step);
          assertThat(configuration.seed()).isEqualTo(seed);
          return Fixtures.gradients(seed + up(pairwise ? ulpsBySeed[seed] : 0));
        });
  }

  private static ScenarioReport audit(
      AuditOptions options, GradientEngine engine, @Nullable Analyst analyst) {
    return Auditor.audit(
        Fixtures.scenario(options.values(), true, Map.of()),
        options,
        engine,
        analyst,
        ProgressListener.NONE);
  }

  private static ScenarioReport audit(GradientEngine engine) {
    return audit(Fixtures.options(VALUES), engine, null);
  }

  @Test
  void gradientsOfDifferentDataAreNotCompared() {
    ScenarioReport report = audit(engine(0, 0, 0));
    AxisVerdict seed = verdict(report, Axis.SEED);
    assertThat(seed.verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(seed.comparesGradients()).isFalse();
    assertThat(seed.reason())
        .isEqualTo("data changes with the seed; the same verdicts for 3 seeds");
    assertThat(seed.probabilityMatch()).isNull();
    assertThat(seed.comparisons()).isZero();
    assertThat(seed.runs()).isEqualTo(12);
    assertThat(seed.distinct()).isEqualTo(1);
    assertThat(report.comparisons()).extracting(Comparison::axis).doesNotContain(Axis.SEED);
    assertThat(verdict(report, Axis.ORDER).comparesGradients()).isTrue();
  }

  @Test
  void seedsThatAllDifferAgreeInTheirVerdict() {
    ScenarioReport report = audit(engine(4, 8, 16));
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict(report, Axis.SEED).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(verdict(report, Axis.SEED).holds()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"report, true", "bitwise, false", "1000, false"})
  void aSeedWithAnotherVerdictDiffers(String expectation, boolean holds) {
    ScenarioReport report =
        audit(
            Fixtures.expecting(Fixtures.options(VALUES), Axis.SEED, expectation),
            engine(0, 0, 16),
            null);
    AxisVerdict seed = verdict(report, Axis.SEED);
    assertThat(seed.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(seed.distinct()).isEqualTo(2);
    assertThat(seed.holds()).isEqualTo(holds);
    assertThat(seed.reason())
        .isEqualTo("data changes with the seed, and so does the verdict along order");
    assertThat(finding(report, "seed-dependent").severity())
        .isEqualTo(holds ? Finding.Severity.WARNING : Finding.Severity.ERROR);
  }

  @Test
  void theAxisIsProvenWhenEverySeedIs() {
    List<Long> analysed = new ArrayList<>();
    ScenarioReport report =
        audit(
            Fixtures.options(VALUES),
            engine(0, 0, 0),
            (step, fused) -> {
              analysed.add(seedOf(step));
              return proof();
            });
    assertThat(analysed).containsExactly(0L, 1L, 2L);
    assertThat(report.verdicts()).extracting(AxisVerdict::verdict).containsOnly(Verdict.PROVEN);
    assertThat(verdict(report, Axis.SEED).reason())
        .isEqualTo("data changes with the seed; proved for each of 3 seeds");
  }

  @Test
  void oneSeedThatIsNotProvedLeavesNothingProven() {
    ScenarioReport report =
        audit(
            Fixtures.options(VALUES),
            engine(0, 0, 0),
            (step, fused) -> seedOf(step) == 1 ? NOTHING_PROVED : proof());
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(verdict(report, Axis.SEED).verdict()).isEqualTo(Verdict.DIFFERS);
  }

  @Test
  void aProofThatIsRefutedForOneSeedCountsForNone() {
    // Proved for the seeds 0 and 2, and wrong for 2.
    ScenarioReport report =
        audit(
            Fixtures.options(VALUES),
            engine(0, 0, 8),
            (step, fused) -> seedOf(step) == 1 ? NOTHING_PROVED : proof());
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.OUT_OF_BOUND);
    assertThat(verdict(report, Axis.REPEAT).verdict()).isEqualTo(Verdict.IDENTICAL);
    // All seeds are identical along repeat.
    assertThat(verdict(report, Axis.SEED).reason())
        .isEqualTo("data changes with the seed, and so does the verdict along order");
  }

  @Test
  void eachSeedIsHeldAgainstTheBoundsOfItsOwnData() {
    Analyst analyst =
        (step, fused) ->
            Fixtures.bounds(
                new double[] {seedOf(step) + 1}, new double[] {seedOf(step) + 1 + 0x1p-19});
    assertThat(
            verdict(audit(Fixtures.options(VALUES), engine(4, 8, 16), analyst), Axis.ORDER)
                .verdict())
        .isEqualTo(Verdict.DIFFERS);
    ScenarioReport report = audit(Fixtures.options(VALUES), engine(4, 99, 16), analyst);
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.OUT_OF_BOUND);
    assertThat(finding(report, "out-of-bound").message()).contains("seed 1");
    assertThat(verdict(report, Axis.SEED).verdict()).isEqualTo(Verdict.DIFFERS);
  }

  @Test
  void oneAtATimeComparesWhatEverySeedHas() {
    List<Long> analysed = new ArrayList<>();
    ScenarioReport report =
        audit(
            Fixtures.oneAtATime(Fixtures.options(VALUES)),
            engine(4, 4, 4),
            (step, fused) -> {
              analysed.add(seedOf(step));
              return NOTHING_PROVED;
            });
    // The order is varied for the first seed only: no verdict of the others to compare it with.
    assertThat(verdict(report, Axis.ORDER).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict(report, Axis.SEED).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(analysed).containsExactly(0L, 1L, 2L);
  }

  @Test
  void withoutAnythingToCompareForASeedNothingIsConcluded() {
    ScenarioReport report =
        audit(Fixtures.options(values(1, "0,1", "1", "exact")), engine(0, 0), null);
    assertThat(verdict(report, Axis.SEED).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(report, Axis.SEED).holds()).isFalse();
    assertThat(report.findings())
        .filteredOn(finding -> finding.axis() == Axis.SEED)
        .extracting(Finding::code)
        .containsExactly("nothing-compared");
  }
}
