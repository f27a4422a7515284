package dev.gradaudit.program;

import java.util.List;

/** What an expression can stand for while a program is compiled. */
sealed interface Operand {
  /** A tensor. */
  record Tensor(Node node) implements Operand {}

  /** Anything that is known before the program runs: numbers, strings, None, tuples, slices. */
  record Static(Argument value) implements Operand {}

  /**
   * A tuple or list with at least one tensor in it.
   *
   * @param names what its items are called, as in {@code x.max(0).values}; empty for none
   */
  record Sequence(List<Operand> items, List<String> names) implements Operand {
    public Sequence {
      items = List.copyOf(items);
      names = List.copyOf(names);
    }

    Sequence(List<Operand> items) {
      this(items, List.of());
    }
  }

  /** A module such as {@code torch} or {@code torch.nn.functional}, or a function of one. */
  record Module(String path) implements Operand {}

  /** A method that waits for its arguments. */
  record Method(Operand receiver, Span receiverSpan, String name) implements Operand {}

  /** {@code tensor.backward()}: says which loss is meant. */
  record Backward(Node loss, Span receiver) implements Operand {}

  /** The value of a name whose definition has a fault of its own. */
  record Unknown() implements Operand {}

  /** What to call it in a message. */
  default String description() {
    if (this instanceof Tensor tensor) {
      return "the tensor " + tensor.node().type();
    }
    if (this instanceof Static fixed) {
      return describe(fixed.value());
    }
    if (this instanceof Sequence) {
      return "a list of tensors";
    }
    if (this instanceof Module module) {
      return (Evaluation.isModule(module.path()) ? "the module '" : "the function '")
          + module.path()
          + "'";
    }
    return this instanceof Method method ? "the method '" + method.name() + "'" : "nothing";
  }

  private static String describe(Argument argument) {
    if (argument instanceof Argument.Num number) {
      return "the number " + Numbers.text(number);
    }
    if (argument instanceof Argument.Text text) {
      return "the string '" + Token.shown(text.value()) + "'";
    }
    if (argument instanceof Argument.Bool bool) {
      return bool.value() ? "True" : "False";
    }
    if (argument instanceof Argument.None) {
      return "None";
    }
    return argument instanceof Argument.Tuple ? "a tuple" : "'...'";
  }
}
