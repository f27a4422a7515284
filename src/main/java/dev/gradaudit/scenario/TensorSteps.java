package dev.gradaudit.scenario;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.scenario.Scenario.StepFactory;
import dev.gradaudit.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes the tensors of each seed. What does not depend on the seed is made once, on first use, and
 * shared by all steps.
 *
 * <p>The stream of a tensor is keyed by (seed, {@code tensor/NAME}), the one of the cotangent by
 * (seed, {@code grad_output}), so that no name can make two of them the same.
 */
final class TensorSteps implements StepFactory {
  private final Program program;
  private final List<TensorSpec> specs;
  private final TensorSpec gradOutput;
  private final Map<String, Tensor> shared = new HashMap<>();

  /** The specs are complete: each one has its initialiser. */
  TensorSteps(Program program, List<TensorSpec> specs, TensorSpec gradOutput) {
    this.program = program;
    this.specs = List.copyOf(specs);
    this.gradOutput = gradOutput;
  }

  @Override
  public TrainingStep step(long seed) {
    Map<String, Tensor> tensors = new HashMap<>();
    for (TensorSpec spec : specs) {
      tensors.put(spec.name(), tensor(spec, "tensor/" + spec.name(), seed));
    }
    return new TrainingStep(program, tensors, tensor(gradOutput, "grad_output", seed), seed);
  }

  /** The labels and indices of a seed, by name: the tensors whose values can be out of range. */
  Map<String, Tensor> labels(long seed) {
    Map<String, Tensor> labels = new HashMap<>();
    for (TensorSpec spec : specs) {
      if (!spec.type().dtype().isFloating()) {
        labels.put(spec.name(), tensor(spec, "tensor/" + spec.name(), seed));
      }
    }
    return labels;
  }

  private Tensor tensor(TensorSpec spec, String stream, long seed) {
    if (spec.dependsOnSeed()) {
      return create(spec, stream, seed);
    }
    synchronized (shared) {
      return shared.computeIfAbsent(stream, key -> create(spec, key, seed));
    }
  }

  private static Tensor create(TensorSpec spec, String stream, long seed) {
    CounterRandom random = CounterRandom.of(spec.fixedSeed().orElse(seed), stream);
    Initialiser initialiser = Objects.requireNonNull(spec.initialiser());
    return initialiser.create(spec.type().dtype(), spec.type().shape(), random);
  }
}
