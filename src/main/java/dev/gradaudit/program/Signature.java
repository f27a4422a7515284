package dev.gradaudit.program;

import java.util.List;

/**
 * How an operator is called.
 *
 * @param name PyTorch's name
 * @param aliases other names that PyTorch accepts for it
 * @param summary one line for {@code list ops}
 * @param parameters in positional order; as a method, the first one is the receiver
 * @param promotes whether floating operands of different dtypes are first converted to a common one
 */
public record Signature(
    String name,
    List<String> aliases,
    String summary,
    List<Parameter> parameters,
    boolean promotes) {
  public Signature {
    aliases = List.copyOf(aliases);
    parameters = List.copyOf(parameters);
  }
}
