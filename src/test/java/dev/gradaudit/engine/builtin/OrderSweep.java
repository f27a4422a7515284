package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds the analyses of steps to runs of them under every order. */
final class OrderSweep {
  private static final List<Configuration> ORDERS = Runs.everyOrder();

  private static final List<Configuration> AT_RANDOM =
      List.of(
          Runs.configuration("stochastic", 1, 0),
          Runs.configuration("stochastic", 1, 1),
          Runs.configuration("reversed/pairwise/stochastic", 1, 2),
          Runs.configuration("shuffled/random-tree/stochastic", 3, 3));

  /** Orders of libraries, whose sums may begin with +0 or with a bias. */
  private static final List<Configuration> OF_LIBRARIES =
      List.of(
          Runs.configuration("torch-cpu", 1, 0),
          Runs.configuration("torch-cpu-strict", 3, 0),
          Runs.configuration("numpy", 1, 0),
          Runs.configuration("mkl-strict-avx2", 2, 0),
          Runs.configuration("cuda-reduce", 1, 0),
          Runs.configuration("cuda-atomic", 1, 4),
          Runs.configuration("splitk:3", 1, 0),
          Runs.configuration("nccl-ring:3", 1, 0),
          Runs.configuration("nccl-tree:4", 1, 0),
          Runs.configuration("microbatch:2", 1, 0));

  private int proven;
  private int moving;
  private int bounded;

  /** How many gradients were proved. */
  int proven() {
    return proven;
  }

  /** How many gradients differed between orders. */
  int moving() {
    return moving;
  }

  /** How many elements were held to finite bounds. */
  int bounded() {
    return bounded;
  }

  void check(String what, TrainingStep step) {
    List<RunOutcome.Completed> fused = new ArrayList<>();
    List<RunOutcome.Completed> rounded = new ArrayList<>();
    for (Configuration configuration : ORDERS) {
      boolean fuses = configuration.order().fusesProducts();
      (fuses ? fused : rounded).add(Runs.run(step, configuration));
    }
    BuiltinEngine engine = new BuiltinEngine();
    check(what, engine.analyse(step, Liberties.NONE), rounded);
    List<RunOutcome.Completed> all = new ArrayList<>(rounded);
    all.addAll(fused);
    check(what + " (fused)", engine.analyse(step, new Liberties(true, false)), all);
    List<RunOutcome.Completed> ofLibraries = new ArrayList<>(all);
    for (Configuration configuration : OF_LIBRARIES) {
      ofLibraries.add(Runs.run(step, configuration));
    }
    Liberties startingValues = new Liberties(true, false, true);
    check(what + " (libraries)", engine.analyse(step, startingValues), ofLibraries);
    for (Configuration configuration : AT_RANDOM) {
      all.add(Runs.run(step, configuration));
    }
    check(what + " (at random)", engine.analyse(step, new Liberties(true, true)), all);
  }

  private void check(String what, Analysis analysis, List<RunOutcome.Completed> runs) {
    for (Map.Entry<String, Analysis.Gradient> entry : analysis.gradients().entrySet()) {
      List<Tensor> gradients =
          runs.stream().map(run -> Runs.gradient(run, entry.getKey())).toList();
      Tensor first = gradients.get(0);
      boolean same = gradients.stream().allMatch(other -> Tensors.sameBits(first, other));
      Analysis.Gradient claim = entry.getValue();
      if (claim.proven()) {
        assertThat(same).as("%s: proven gradient of %s", what, entry.getKey()).isTrue();
        proven++;
      } else {
        gradients.forEach(g -> assertWithin(claim, g, what + ": gradient of " + entry.getKey()));
        moving += same ? 0 : 1;
      }
    }
  }

  private void assertWithin(Analysis.Gradient claim, Tensor gradient, String what) {
    double[] lower = Objects.requireNonNull(claim.lower());
    double[] upper = Objects.requireNonNull(claim.upper());
    for (int i = 0; i < gradient.size(); i++) {
      boolean anything = lower[i] == Double.NEGATIVE_INFINITY && upper[i] == -lower[i];
      if (!anything) {
        assertThat(gradient.doubleAt(i)).as("%s[%d]", what, i).isBetween(lower[i], upper[i]);
        bounded++;
      }
    }
  }
}
