package dev.gradaudit.program;

import dev.gradaudit.tensor.Tensor;
import java.util.Map;

/**
 * A program with everything that it computes on: what an engine runs.
 *
 * @param tensors every input of the program, by name
 * @param gradOutput the cotangent that backward starts from, of the loss's type
 */
public record TrainingStep(Program program, Map<String, Tensor> tensors, Tensor gradOutput) {
  public TrainingStep {
    tensors = Map.copyOf(tensors);
  }
}
