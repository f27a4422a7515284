package dev.gradaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditOptions;
import dev.gradaudit.audit.Auditor;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.engine.builtin.BuiltinEngine;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SumPlan;
import dev.gradaudit.reduction.Summation;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.scenario.ScenarioReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An engine that sums wrongly is told from one that rounds, where a term is more than rounding can
 * be: one of several thousand like terms is not.
 */
final class BrokenSumTest {
  /** Leaves out the last term where several threads share a sum. */
  private record Forgetful(Order usual) implements Order {
    @Override
    public String name() {
      return usual.name();
    }

    @Override
    public boolean fusesProducts() {
      return usual.fusesProducts();
    }

    @Override
    public boolean roundsAtRandom() {
      return usual.roundsAtRandom();
    }

    @Override
    public boolean races() {
      return usual.races();
    }

    @Override
    public SumPlan plan(Site site, int threads, long seed) {
      boolean forgets = threads > 1 && site.terms() > 2;
      return usual.plan(forgets ? shorter(site) : site, threads, seed);
    }

    private static Site shorter(Site site) {
      return new Site(
          site.key(),
          site.kind(),
          site.layout(),
          site.dtype(),
          site.terms() - 1,
          site.sums(),
          site.products());
    }
  }

  private static Map<Axis, Verdict> verdicts(String name, BuiltinEngine engine) {
    Path file = Path.of("scenarios", name + ".json");
    Reading reading = new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read(file);
    Scenario scenario = ((Reading.Accepted) reading).scenario();
    // An order that takes the terms as they stand: a permutation knows how many there are.
    AuditOptions options =
        new AuditOptions(
            scenario.audit().overriddenBy(null, null, List.of(1, 4), List.of(OrderSpec.SEQUENTIAL)),
            Map.of(),
            false,
            false,
            PlanMode.FULL_PRODUCT,
            false,
            false,
            Set.of(),
            AuditOptions.DEFAULT_CONFIDENCE,
            () -> false);
    ScenarioReport report = Auditor.audit(scenario, options, engine, engine, ProgressListener.NONE);
    return report.verdicts().stream()
        .collect(Collectors.toMap(AxisVerdict::axis, AxisVerdict::verdict));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch_loss", "linear_large", "mlp", "softmax_classifier"})
  void aSumThatForgetsATermIsOutOfBound(String name) {
    BuiltinEngine broken =
        new BuiltinEngine(
            (order, threads, seed) -> new Summation(new Forgetful(order), threads, seed));
    assertThat(verdicts(name, broken)).containsEntry(Axis.THREADS, Verdict.OUT_OF_BOUND);
    assertThat(verdicts(name, new BuiltinEngine()).get(Axis.THREADS))
        .isIn(Verdict.DIFFERS, Verdict.IDENTICAL);
  }
}
