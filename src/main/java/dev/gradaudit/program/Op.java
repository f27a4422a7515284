package dev.gradaudit.program;

import dev.gradaudit.tensor.LongTensor;

/**
 * An operator as the language knows it: how it is called, and what type its result has. An engine
 * that executes programs knows more of it.
 */
public interface Op {
  Signature signature();

  /** The name under which PyTorch documents it: {@code softmax}. */
  default String name() {
    return signature().name();
  }

  /**
   * The type of the result, from the types of the operands and the arguments.
   *
   * @throws InvalidCallException when the call cannot work, for example for its shapes
   */
  TensorType infer(Call call);

  /** Which positional argument the receiver of a method call is. */
  default int receiver() {
    return 0;
  }

  /** Whether gradients pass through it; a result that cannot carry one has none anyway. */
  default boolean isDifferentiable() {
    return true;
  }

  /** Whether it has tensors of its own that gradients flow to. */
  default boolean hasParameters() {
    return false;
  }

  /** Whether a call draws random numbers, so that its result depends on the seed. */
  default boolean isRandom(Arguments arguments) {
    return false;
  }

  /**
   * Checks labels or indices that are known before anything runs.
   *
   * @param parameter the argument that they were given for
   * @throws InvalidCallException when one is out of range
   */
  default void checkIndices(Call call, String parameter, LongTensor indices) {}
}
