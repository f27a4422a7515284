package dev.gradaudit.program;

import java.util.List;

/**
 * An operator that is written in the program language, from other operators, the way PyTorch writes
 * many of its functions in Python. The compiler puts the definition in place of the call, so that
 * an engine never sees it, and its gradient follows from those of its parts.
 */
public interface CompositeOp extends Op {
  /**
   * Whether a call is replaced. An operator that an engine has a rule for may leave the plain calls
   * to it and define only those with more arguments.
   */
  default boolean expands(Call call) {
    return true;
  }

  /**
   * The definition for one call: statements, one a line, the last of them the expression that is
   * the result. The parameters are names in it.
   *
   * @throws InvalidCallException when the call cannot work
   */
  String definition(Call call);

  /** Whether the result is a tuple. */
  default boolean givesTuple() {
    return !resultNames().isEmpty();
  }

  /** What the items of a tuple are called; empty where they have no names. */
  default List<String> resultNames() {
    return List.of();
  }

  /** Never asked: the types are those of the definition. */
  @Override
  default TensorType infer(Call call) {
    throw new IllegalStateException(name() + " is replaced by its definition");
  }
}
