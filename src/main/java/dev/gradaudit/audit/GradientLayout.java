package dev.gradaudit.audit;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which gradients a scenario has, as its first run returned them, and the type of each. Every other
 * run must return the same, so that results can be compared by position.
 *
 * @param allNames of the tensors that require a gradient, in the order of the scenario
 * @param names of those that get one
 * @param types of the gradients, by position in {@code names}
 */
record GradientLayout(
    TensorType loss, List<String> allNames, List<String> names, List<TensorType> types) {
  GradientLayout {
    allNames = List.copyOf(allNames);
    names = List.copyOf(names);
    types = List.copyOf(types);
  }

  static GradientLayout of(RunOutcome.Completed run) throws EngineFaultException {
    List<String> names = new ArrayList<>();
    List<TensorType> types = new ArrayList<>();
    for (Map.Entry<String, @Nullable Tensor> entry : run.gradients().entrySet()) {
      Tensor gradient = entry.getValue();
      if (gradient != null) {
        names.add(entry.getKey());
        types.add(floatingType(entry.getKey(), gradient));
      }
    }
    List<String> allNames = List.copyOf(run.gradients().keySet());
    return new GradientLayout(floatingType("loss", run.loss()), allNames, names, types);
  }

  /** The gradients of a run, by position. */
  Tensor[] gradients(RunOutcome.Completed run) throws EngineFaultException {
    requireType("loss", run.loss(), loss);
    if (run.gradients().size() != allNames.size()) {
      throw changed("the gradients " + run.gradients().keySet(), "had " + allNames);
    }
    Tensor[] gradients = new Tensor[names.size()];
    int position = 0;
    for (String name : allNames) {
      Tensor gradient = run.gradients().get(name);
      boolean expected = position < gradients.length && name.equals(names.get(position));
      if (expected != (gradient != null)) {
        throw changed(
            (expected ? "no gradient for " : "a gradient for ") + name,
            expected ? "had one" : "did not have");
      }
      if (gradient != null) {
        requireType(name, gradient, types.get(position));
        gradients[position++] = gradient;
      }
    }
    return gradients;
  }

  /** The elements of all gradients together. */
  long elements() {
    long elements = 0;
    for (TensorType type : types) {
      elements += type.shape().size();
    }
    return elements;
  }

  private static TensorType floatingType(String name, Tensor tensor) throws EngineFaultException {
    if (tensor.dtype() == DType.INT64) {
      throw new EngineFaultException("the engine returned " + name + " as integers");
    }
    return new TensorType(tensor.dtype(), tensor.shape());
  }

  private static void requireType(String name, Tensor tensor, TensorType type)
      throws EngineFaultException {
    if (tensor.dtype() != type.dtype() || !tensor.shape().equals(type.shape())) {
      throw changed(
          name + " as " + tensor.dtype().label() + tensor.shape(),
          "had as " + type.dtype().label() + type.shape());
    }
  }

  private static EngineFaultException changed(String what, String before) {
    return new EngineFaultException("the engine returned " + what + "; its first run " + before);
  }
}
