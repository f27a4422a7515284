package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.options;
import static dev.gradaudit.audit.Fixtures.up;
import static dev.gradaudit.audit.Fixtures.values;
import static dev.gradaudit.audit.Fixtures.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an audit holds on to does not depend on how often it runs. */
final class RetentionTest {
  private final List<WeakReference<float[]>> computed = new ArrayList<>();
  private int most;

  /** Every gradient is an array of its own, of which we see whether it is still held. */
  private GradientEngine watched(boolean differing) {
    return Fixtures.computing(
        (step, configuration, repeat) -> {
          float[] weight = new float[1000];
          weight[0] = 1;
          weight[999] = differing ? up(computed.size()) : 0;
          computed.add(new WeakReference<>(weight));
          if (computed.size() % 50 == 0) {
            System.gc();
            int held = (int) computed.stream().filter(array -> array.get() != null).count();
            most = Math.max(most, held);
          }
          return Fixtures.named("weight", new FloatTensor(Shape.of(1000), weight));
        });
  }

  private int mostHeld(AxisValues values, boolean differing) {
    computed.clear();
    most = 0;
    Fixtures.audit(values, watched(differing));
    assertThat(computed)
        .hasSize((int) new dev.gradaudit.plan.Plan(values, options(values).planMode()).totalRuns());
    return most;
  }

  @Test
  void repeatsAreDropped() {
    // The baseline and the run that is under way, the last one before it still in a local variable.
    assertThat(mostHeld(values(1000, "0", "1", "exact"), false)).isBetween(1, 4);
    assertThat(mostHeld(values(1000, "0", "1", "exact"), true)).isBetween(1, 4);
  }

  @Test
  void ofOtherConfigurationsOnlyTheFirstOfOpenGroupsAreKept() {
    // With different results everywhere: one for each pair of the two threads and two orders, one
    // for each order, and those of the run.
    AxisValues values = values(2, "0,1,2,3,4,5,6,7,8,9,10,11,12", "1,2", "exact,pairwise");
    assertThat(mostHeld(values, true)).isBetween(4, 8);
  }

  @Test
  void equalResultsOfConfigurationsAreHeldOnce() {
    AxisValues values = values(2, "0,1,2,3,4,5,6,7,8,9,10,11,12", "1,2", "exact,pairwise");
    assertThat(mostHeld(values, false)).isBetween(1, 4);
  }

  @Test
  void aHundredThousandRunsAreCountedOneByOne() {
    int runs = 100_000;
    ScenarioReport report =
        Fixtures.audit(
            values(runs, "0", "1", "exact"),
            Fixtures.weight((configuration, repeat) -> new float[] {up(repeat)}));
    AxisVerdict repeat = verdict(report, Axis.REPEAT);
    assertThat(repeat.runs()).isEqualTo(runs);
    assertThat(repeat.comparisons()).isEqualTo(runs - 1);
    assertThat(repeat.distinct()).isEqualTo(DistinctResults.LIMIT);
    assertThat(repeat.reason()).startsWith("at least 100000 results in 100000 runs; 99999 ULPs");
    assertThat(report.comparisons()).hasSize(1);
  }
}
