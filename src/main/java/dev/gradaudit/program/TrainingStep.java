package dev.gradaudit.program;

import dev.gradaudit.tensor.Tensor;
import java.util.Map;

/**
 * A program with everything that it computes on: what an engine runs.
 *
 * @param tensors every input of the program, by name
 * @param gradOutput the cotangent that backward starts from, of the loss's type
 * @param seed drives the random draws of the program itself, such as those of dropout
 */
public record TrainingStep(
    Program program, Map<String, Tensor> tensors, Tensor gradOutput, long seed) {
  public TrainingStep {
    tensors = Map.copyOf(tensors);
  }
}
