package dev.gradaudit.program;

import dev.gradaudit.program.Parameter.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls a module of TorchScript that somebody saved with {@code torch.jit.save}. What it computes
 * only PyTorch knows; the scenario says what it returns.
 *
 * @param path where it is
 * @param file as the scenario names it
 * @param returns the type of its result, the same for every call
 */
public record ModuleOp(Path path, String file, TensorType returns) implements Op {
  /** How a program calls it. */
  public static final String NAME = "module";

  private static final int MOST_INPUTS = 8;

  @Override
  public Signature signature() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(Parameter.required("input", Kind.TENSOR));
    for (int input = 2; input <= MOST_INPUTS; input++) {
      parameters.add(Parameter.optional("input" + input, Kind.OPTIONAL_TENSOR, Argument.none()));
    }
    return new Signature(NAME, List.of(), "the scenario's own module", parameters, false);
  }

  @Override
  public TensorType infer(Call call) {
    return returns;
  }

  /** Whatever it is given, its parameters get gradients. */
  @Override
  public boolean hasParameters() {
    return true;
  }
}
