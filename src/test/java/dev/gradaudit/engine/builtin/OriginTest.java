package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.Explainer;
import dev.gradaudit.audit.Explainer.Recorded;
import dev.gradaudit.audit.Explainer.RunFailedException;
import dev.gradaudit.audit.Explanation;
import dev.gradaudit.audit.Explanation.Origin;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Differences that were planted, and where they are found to begin. */
final class OriginTest {
  private static final BuiltinEngine ENGINE = new BuiltinEngine();

  /** Ones and twos, whose sums are exact, and tenths and the like, whose sums are not. */
  private static Map<String, Tensor> tensors(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] rough = new double[64];
    for (int i = 0; i < rough.length; i++) {
      rough[i] = random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(20));
    }
    return Map.of(
        "x", Tensors.filled(DType.FLOAT32, Shape.of(64), 2),
        "one", Tensors.filled(DType.FLOAT32, Shape.of(64), 1),
        "z", Steps.vector(DType.FLOAT32, rough));
  }

  private static Explanation explain(TrainingStep step, Configuration from, Configuration to)
      throws RunFailedException {
    Recorded first = Explainer.record(ENGINE, step, from, 0, RunOptions.DEFAULT);
    Recorded second = Explainer.record(ENGINE, step, to, 1, RunOptions.DEFAULT);
    return Explainer.explain(ENGINE, step, first, second, RunOptions.DEFAULT);
  }

  /** Between exact sums stands one that rounds: on line {@code planted}. */
  private static TrainingStep oneAmongExactOnes(int planted, int seed) {
    StringBuilder program = new StringBuilder();
    String previous = "";
    for (int line = 1; line <= 5; line++) {
      String summed = line == planted ? "z" : "one";
      program.append("s").append(line).append(" = ").append(summed).append(".sum()");
      program.append(previous).append("; ");
      previous = " + s" + line + " * 0";
    }
    program.append("x * s").append(planted);
    return Steps.of(program.toString(), tensors(seed));
  }

  @ParameterizedTest
  @CsvSource({
    "sequential, 1, pairwise, 1",
    "sequential, 1, reversed, 1",
    "strided:8, 1, shuffled/random-tree, 1",
    "sequential, 1, sequential, 3",
    "pairwise, 4, pairwise, 7",
  })
  void thePlantedSumIsTheOrigin(String fromOrder, int fromThreads, String toOrder, int toThreads)
      throws RunFailedException {
    Configuration from = Runs.configuration(fromOrder, fromThreads, 0);
    Configuration to = Runs.configuration(toOrder, toThreads, 0);
    int found = 0;
    for (int seed = 0; seed < 20; seed++) {
      int planted = 1 + seed % 5;
      Explanation explanation = explain(oneAmongExactOnes(planted, seed), from, to);
      assertThat(explanation.complete()).isTrue();
      if (!explanation.identical()) {
        found++;
        assertThat(explanation.origins()).as("seed %d", seed).hasSize(1);
        Origin origin = explanation.origins().get(0);
        assertThat(origin.key().line()).isEqualTo(planted);
        assertThat(origin.key().role()).isEqualTo("forward");
        assertThat(origin.hidden()).isFalse();
        assertThat(origin.matchedBefore()).isEqualTo(origin.position() - 1);
        assertThat(origin.remaining().values()).allMatch(difference -> difference.identical());
        assertThat(origin.alone().get("x")).isEqualTo(explanation.gradients().get("x"));
      }
    }
    assertThat(found).isGreaterThan(10);
  }

  @Test
  void aRaceHasAnOriginToo() throws RunFailedException {
    Configuration race = Runs.configuration("atomic", 8, 0);
    int found = 0;
    for (int seed = 0; seed < 300 && found < 3; seed++) {
      int planted = 1 + seed % 5;
      Explanation explanation = explain(oneAmongExactOnes(planted, seed), race, race);
      assertThat(explanation.complete()).isTrue();
      if (!explanation.identical()) {
        found++;
        assertThat(explanation.origins()).hasSize(1);
        assertThat(explanation.origins().get(0).key().line()).isEqualTo(planted);
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void twoSumsThatInteractAreTwoOrigins() throws RunFailedException {
    TrainingStep step = Steps.of("a = z.sum(); b = (z * a).sum(); x * b", tensors(3));
    Explanation explanation =
        explain(step, Runs.configuration("sequential", 1, 0), Runs.configuration("pairwise", 1, 0));
    List<Origin> forward =
        explanation.origins().stream().filter(o -> o.key().role().equals("forward")).toList();
    assertThat(forward).extracting(origin -> origin.key().line()).containsExactly(1, 2);
    assertThat(forward).extracting(Origin::hidden).containsExactly(false, true);
    assertThat(explanation.complete()).isTrue();
  }

  @Test
  void whatIsOnlyPassedOnIsNotBlamed() throws RunFailedException {
    TrainingStep step = Steps.of("a = z.sum(); b = (one * a).sum(); x * b", tensors(3));
    Explanation explanation =
        explain(step, Runs.configuration("sequential", 1, 0), Runs.configuration("pairwise", 1, 0));
    assertThat(explanation.receivers())
        .anyMatch(receiver -> receiver.key().line() == 2 && !receiver.difference().identical());
    assertThat(explanation.origins().get(0).key().line()).isEqualTo(1);
  }

  @Test
  void aLoggedRaceIsRunAgainBitForBit() throws RunFailedException {
    TrainingStep step = Steps.of("a = z.sum(); (x * a * z).sum() + (z * z).sum()", tensors(5));
    Configuration race = Runs.configuration("shuffled/atomic", 8, 2);
    for (int run = 0; run < 100; run++) {
      Recorded first = Explainer.record(ENGINE, step, race, run, RunOptions.DEFAULT);
      RunOptions again =
          RunOptions.DEFAULT.withRaces(new RunOptions.Races(site -> first.races(), new RaceLog()));
      var replayed = (RunOutcome.Completed) ENGINE.run(step, race, run, again);
      for (String name : List.of("x", "z")) {
        Tensor gradient = Runs.gradient(first.outcome(), name);
        assertThat(Tensors.sameBits(gradient, Runs.gradient(replayed, name))).isTrue();
      }
      assertThat(Tensors.sameBits(first.outcome().loss(), replayed.loss())).isTrue();
    }
  }
}
