package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs of the built-in engine under orders given by name. */
final class Runs {
  private static final BuiltinEngine ENGINE = new BuiltinEngine();

  private Runs() {}

  static Configuration configuration(String order, int threads, long seed) {
    try {
      return new Configuration(seed, threads, Orders.parse(order));
    } catch (OrderSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Every combination of permutations, trees and accumulations that does not race. */
  static List<Configuration> everyOrder() {
    List<Configuration> all = new ArrayList<>();
    for (String permutation :
        List.of("forward", "reversed", "ascending", "descending", "shuffled")) {
      for (String tree :
          List.of("sequential", "pairwise", "strided:2", "blocked:3", "random-tree")) {
        for (String sum : List.of("plain", "fma", "kahan", "neumaier", "wide", "exact")) {
          String order = permutation + "/" + tree + "/" + sum;
          for (int threads : List.of(1, 3)) {
            all.add(configuration(order, threads, all.size()));
          }
        }
      }
    }
    return all;
  }

  static RunOutcome.Completed run(TrainingStep step, Configuration configuration) {
    return run(ENGINE, step, configuration);
  }

  static RunOutcome.Completed run(
      BuiltinEngine engine, TrainingStep step, Configuration configuration) {
    return (RunOutcome.Completed) engine.run(step, configuration, 0, RunOptions.DEFAULT);
  }

  static RunOutcome.Completed sequential(TrainingStep step) {
    return run(step, configuration("sequential", 1, 0));
  }

  static Tensor gradient(RunOutcome.Completed outcome, String name) {
    return Objects.requireNonNull(outcome.gradients().get(name), name);
  }

  /** The elements of a gradient in a sequential run of a program in float64. */
  static double[] gradient(TrainingStep step, String name) {
    return elements(gradient(sequential(step), name));
  }

  /** The elements, with +0 for every zero. */
  static double[] elements(Tensor tensor) {
    double[] elements = new double[tensor.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.doubleAt(i) + 0.0;
    }
    return elements;
  }
}
