package dev.gradaudit.audit.shrink;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.PlainProgram;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the difference between two runs of a scenario, which do not race, to the smallest
 * program, tensors and pair of configurations that still show it.
 *
 * <p>The reductions take turns until none of them finds anything to leave out, by delta debugging
 * where there are many things to leave out. A candidate counts when it compiles and its gradients
 * differ; it need not compute what the scenario computes.
 */
public final class Shrinker {
  /** The large cuts first: what they leave is cheaper to run. */
  private static final List<Reduction> REDUCTIONS =
      List.of(
          new LossCuts(),
          new StatementCuts(),
          new GradientCuts(),
          new OrderCuts(),
          new ExtentCuts(),
          new ExpressionCuts(),
          new RankCuts(),
          new Refills(),
          new Inlining(),
          new ValueCuts());

  private static final long OTHER_SEEDS = 32;

  private Shrinker() {}

  /**
   * Shrinks the difference between two configurations.
   *
   * @return empty when the gradients do not differ, or not as much as the options want
   * @throws ShrinkFailedException when it is gone as soon as the program is written another way
   */
  public static Optional<Shrunk> shrink(
      Scenario scenario,
      Configuration from,
      Configuration to,
      GradientEngine engine,
      OpCatalog catalog,
      ShrinkOptions options)
      throws ShrinkFailedException {
    TrainingStep step = scenario.steps().step(from.seed());
    Map<String, Difference> original = differences(engine, step, from, to, options);
    Search.Demand demand = new Search.Demand(options.leastUlps(), options.gradient());
    if (!demand.isMetBy(original) && options.leastUlps() == 1) {
      demand = demand.withoutDistance();
    }
    if (!demand.isMetBy(original)) {
      return Optional.empty();
    }
    Candidate start = null;
    Map<String, Difference> differences = Map.of();
    for (Candidate form : forms(step, from, to)) {
      Search probe = new Search(engine, catalog, demand, options, form, Map.of());
      Map<String, Difference> found = probe.differences(form);
      if (found != null && demand.isMetBy(found)) {
        start = form;
        differences = found;
        break;
      }
    }
    if (start == null) {
      throw new ShrinkFailedException(
          "the difference is gone when the program is written with one assignment in each line;"
              + " choose orders that are not drawn from the seed");
    }
    Search search = new Search(engine, catalog, demand, options, start, differences);
    boolean complete = search(search);
    Measures before = measures(start, original, step.program().statements(), engine, step);
    Candidate best = search.best();
    TrainingStep last = search.step(best);
    Measures after = measures(best, search.differences(), best.statements(), engine, last);
    return Optional.of(new Shrunk(best, before, after, search.evaluations(), complete));
  }

  /** Whether nothing more could be left out. */
  @SuppressWarnings("ReferenceEquality") // whether the search has gone on to another candidate
  private static boolean search(Search search) {
    try {
      Candidate before;
      do {
        before = search.best();
        for (Reduction reduction : REDUCTIONS) {
          reduction.reduce(search);
        }
      } while (search.best() != before);
      return true;
    } catch (Search.StoppedException e) {
      return false;
    }
  }

  /** Thrown when there is nothing to start from; the message says why. */
  public static final class ShrinkFailedException extends Exception {
    private static final long serialVersionUID = 1;

    ShrinkFailedException(String message) {
      super(message, null, false, false);
    }

    /** Why, without a full stop. */
    public String text() {
      return String.valueOf(getMessage());
    }
  }

  private static Map<String, Difference> differences(
      GradientEngine engine,
      TrainingStep step,
      Configuration from,
      Configuration to,
      ShrinkOptions options)
      throws ShrinkFailedException {
    return Search.differences(
        completed(engine, step, from, options), completed(engine, step, to, options));
  }

  private static RunOutcome.Completed completed(
      GradientEngine engine, TrainingStep step, Configuration side, ShrinkOptions options)
      throws ShrinkFailedException {
    RunOutcome outcome = engine.run(step, side, 0, new RunOptions(false, options.cancelled()));
    if (outcome instanceof RunOutcome.Completed completed) {
      return completed;
    }
    throw new ShrinkFailedException(
        outcome instanceof RunOutcome.Failed failed
            ? "the engine failed: " + failed.message()
            : "it was stopped");
  }

  /**
   * The scenario in plain form, and with other seeds: what random orders draw depends on where a
   * sum stands in the text, so that another text may need another seed.
   */
  private static List<Candidate> forms(TrainingStep step, Configuration from, Configuration to) {
    Map<String, Variable> tensors = tensors(step);
    PlainProgram plain = PlainProgram.of(step.program(), tensors.keySet());
    Candidate first =
        new Candidate(tensors, plain.statements(), plain.loss(), cotangent(step), from, to);
    List<Candidate> forms = new ArrayList<>(List.of(first));
    for (long seed = 1; seed < OTHER_SEEDS; seed++) {
      forms.add(first.withConfigurations(reseeded(from, seed), reseeded(to, seed)));
    }
    return forms;
  }

  private static Configuration reseeded(Configuration any, long added) {
    return new Configuration(any.seed() + added, any.threads(), any.order());
  }

  private static Map<String, Variable> tensors(TrainingStep step) {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    for (Node.Input input : step.program().inputs()) {
      Tensor value = Objects.requireNonNull(step.tensors().get(input.name()));
      tensors.put(input.name(), new Variable(value, input.requiresGrad()));
    }
    return tensors;
  }

  /** The cotangent, unless it is the 1 that a scenario need not state. */
  private static @Nullable Tensor cotangent(TrainingStep step) {
    Tensor cotangent = step.gradOutput();
    Tensor one = Tensors.filled(cotangent.dtype(), cotangent.shape(), 1);
    return cotangent.size() == 1 && Tensors.sameBits(cotangent, one) ? null : cotangent;
  }

  private static Measures measures(
      Candidate candidate,
      Map<String, Difference> differences,
      List<String> statements,
      GradientEngine engine,
      TrainingStep step) {
    int terms =
        engine instanceof Analyst analyst
            ? analyst.analyse(step, Liberties.NONE).sites().stream()
                .mapToInt(Analysis.Site::terms)
                .max()
                .orElse(0)
            : 0;
    int lines = (int) statements.stream().filter(line -> !line.isBlank()).count();
    return new Measures(
        lines,
        candidate.tensors().size(),
        candidate.elements(),
        candidate.gradients(),
        terms,
        candidate.from(),
        candidate.to(),
        differences);
  }
}
