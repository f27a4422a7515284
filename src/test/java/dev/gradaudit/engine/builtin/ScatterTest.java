package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.Summation;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sums of contributions to the same place. */
final class ScatterTest {
  private static final SiteScope SCOPE = new SiteScope(1, "gather", "grad of input", 1, 1);

  @Test
  void everyGroupHoldsTheContributionsOfItsDestinationsInTheirOrder() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int destinations = 1 + random.nextInt(12);
      int[] positions = random.ints(random.nextInt(40), -1, destinations).toArray();
      List<List<Integer>> expected = new ArrayList<>();
      for (int destination = 0; destination < destinations; destination++) {
        expected.add(new ArrayList<>());
      }
      for (int source = 0; source < positions.length; source++) {
        if (positions[source] >= 0) {
          expected.get(positions[source]).add(source);
        }
      }
      ScatterGroups scatter = new ScatterGroups(positions, destinations);
      int found = 0;
      for (ScatterGroups.Group group : scatter.groups()) {
        for (int column = 0; column < group.sums(); column++) {
          List<Integer> sources = new ArrayList<>();
          for (int term = 0; term < group.terms(); term++) {
            sources.add(group.sources()[term * group.sums() + column]);
          }
          assertThat(sources)
              .as("seed %d", seed)
              .isEqualTo(expected.get(group.destinations()[column]));
          found++;
        }
      }
      assertThat(found).isEqualTo((int) expected.stream().filter(e -> !e.isEmpty()).count());
    }
  }

  @Test
  void contributionsAreSummedInTheOrderInForceAndThoseToNowhereAreDropped() {
    float[] x = {1e8f, 1, -1e8f, 7, 0.25f, 5};
    int[] positions = {2, 2, 2, -1, 0, 2};
    assertThat(scattered("sequential", x, positions)).containsExactly(0.25f, 0, 5, 0);
    assertThat(scattered("reversed", x, positions)).containsExactly(0.25f, 0, 8, 0);
    assertThat(scattered("exact", x, positions)).containsExactly(0.25f, 0, 6, 0);
  }

  private static float[] scattered(String order, float[] x, int[] positions) {
    Configuration configuration = Runs.configuration(order, 1, 0);
    TensorArithmetic math = new TensorArithmetic(new Summation(configuration.order(), 1, 0));
    math.enter(SCOPE);
    Value contributions = math.constant(new FloatTensor(Shape.of(x.length), x));
    Tensor sums = math.scatterAdd(contributions, positions, Shape.of(4), "").tensor();
    return ((FloatTensor) sums).values();
  }

  @Test
  void duplicatesMakeAGradientOrderDependentAndSinglePicksDoNot() {
    Tensor x = Steps.vector(DType.FLOAT32, 0.1, 0.2, 0.3, 0.4);
    Tensor weights = Steps.vector(DType.FLOAT32, 0.1, 0.7, 0.9, 0.3);
    String program = "x.gather(0, n) * w";
    Map<String, Tensor> duplicates =
        Map.of("x", x, "w", weights, "n", new LongTensor(Shape.of(4), new long[] {1, 1, 1, 0}));
    Analysis.Gradient several = gradient(Steps.of(program, duplicates));
    assertThat(several.proven()).isFalse();
    assertThat(several.sites()).hasSize(1);
    Map<String, Tensor> singles =
        Map.of("x", x, "w", weights, "n", new LongTensor(Shape.of(4), new long[] {1, 2, 3, 0}));
    Analysis.Gradient single = gradient(Steps.of(program, singles));
    assertThat(single.proven()).isTrue();
  }

  private static Analysis.Gradient gradient(TrainingStep step) {
    return Objects.requireNonNull(
        new BuiltinEngine().analyse(step, Liberties.NONE).gradients().get("x"));
  }
}
