package dev.gradaudit.program;

import java.util.List;

/** A call whose result type is to be inferred. */
public record Call(Arguments arguments, List<TensorType> inputs) {
  public Call {
    inputs = List.copyOf(inputs);
  }

  /** The type of a tensor argument that is present. */
  public TensorType type(String parameter) {
    return inputs.get(arguments.input(parameter).orElseThrow());
  }
}
