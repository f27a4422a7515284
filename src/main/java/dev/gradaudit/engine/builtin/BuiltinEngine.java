package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.Referee;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.reduction.Summation;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import dev.gradaudit.tensor.WideTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The built-in engine: every sum follows the configuration's order, threads and seed. */
public final class BuiltinEngine implements GradientEngine, Analyst, Referee {
  /** Makes the mechanism that carries the sums of one run. */
  @FunctionalInterface
  public interface SummationFactory {
    Summation create(Order order, int threads, long seed);
  }

  private final SummationFactory summations;

  public BuiltinEngine() {
    this(Summation::new);
  }

  /** An engine whose sums are carried by another evaluation of the same orders. */
  public BuiltinEngine(SummationFactory summations) {
    this.summations = summations;
  }

  @Override
  public String name() {
    return "builtin";
  }

  @Override
  public RunOutcome run(
      TrainingStep step, Configuration configuration, int repeat, RunOptions options) {
    Summation summation = summation(configuration, options.races());
    AnomalyDetector anomalies = new AnomalyDetector(options.detectAnomaly(), step.program());
    ScopedArithmetic math = new TensorArithmetic(summation);
    if (options.observer() != null) {
      math = new ObservedArithmetic(math, options.observer());
    }
    Tape tape = new Tape(step, math, anomalies, options.cancelled());
    try {
      Tape.Result result = tape.run();
      Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
      result
          .gradients()
          .forEach(
              (name, gradient) ->
                  gradients.put(
                      name, gradient == null ? null : Tensors.withCanonicalNaN(gradient.tensor())));
      Tensor loss = Tensors.withCanonicalNaN(result.loss().tensor());
      return new RunOutcome.Completed(loss, gradients, anomalies.first());
    } catch (Tape.CancelledException e) {
      return new RunOutcome.Cancelled();
    } catch (InvalidCallException e) {
      return new RunOutcome.Failed(e.text());
    }
  }

  private Summation summation(Configuration configuration, RunOptions.@Nullable Races races) {
    return races == null
        ? summations.create(configuration.order(), configuration.threads(), configuration.seed())
        : new Summation(
            configuration.order(),
            configuration.threads(),
            configuration.seed(),
            races.prescribed(),
            races.log());
  }

  @Override
  public Analysis analyse(TrainingStep step, Liberties liberties) {
    Summation summation = summations.create(OrderSpec.SEQUENTIAL, 1, 0);
    AnalysingArithmetic math = new AnalysingArithmetic(new TensorArithmetic(summation), liberties);
    AnomalyDetector none = new AnomalyDetector(false, step.program());
    try {
      Tape.Result result = new Tape(step, math, none, () -> false).run();
      return math.analysis(result.gradients());
    } catch (InvalidCallException e) {
      // Nothing is known of a step that cannot be computed; running it says why.
      return new Analysis(List.of(), Map.of());
    }
  }

  @Override
  public @Nullable Reference reference(
      TrainingStep step, Nudges nudges, BooleanSupplier cancelled) {
    TensorArithmetic plain = new TensorArithmetic(summations.create(OrderSpec.EXACT, 1, 0));
    ReferenceArithmetic math = new ReferenceArithmetic(plain, nudges);
    AnomalyDetector none = new AnomalyDetector(false, step.program());
    try {
      Tape.Result result = new Tape(step, math, none, cancelled).run();
      Map<String, WideTensor> gradients = new LinkedHashMap<>();
      result
          .gradients()
          .forEach(
              (name, gradient) -> {
                if (gradient != null) {
                  gradients.put(name, gradient.wide());
                }
              });
      return new Reference(gradients, result.loss().wide(), math.otherChoices());
    } catch (Tape.CancelledException | InvalidCallException e) {
      // Running the step says why it cannot be computed.
      return null;
    }
  }
}
