package dev.gradaudit.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An argument of a call, after parsing and evaluation of everything that is not a tensor. */
public sealed interface Argument {
  /** No value: the parameter is required. Never in the arguments of a compiled program. */
  record Missing() implements Argument {}

  /** Python's {@code None}. */
  record None() implements Argument {}

  /** A number; {@code integer} tells {@code 2} from {@code 2.0}. */
  record Num(double value, boolean integer) implements Argument {
    public Num {
      // An integer has no negative zero.
      value = integer ? value + 0.0 : value;
    }
  }

  record Bool(boolean value) implements Argument {}

  record Text(String value) implements Argument {}

  /** A tuple or list of other arguments. */
  record Tuple(List<Argument> items) implements Argument {
    public Tuple {
      items = List.copyOf(items);
    }
  }

  /** The operand at a position of {@link Node.Apply#inputs()}. */
  record Operand(int input) implements Argument {}

  /** {@code start:stop:step} inside brackets; null where left out. */
  record Slice(@Nullable Long start, @Nullable Long stop, @Nullable Long step)
      implements Argument {}

  /** {@code ...} inside brackets. */
  record Ellipsis() implements Argument {}

  static Argument of(long value) {
    return new Num((double) value, true);
  }

  static Argument of(double value) {
    return new Num(value, false);
  }

  static Argument of(boolean value) {
    return new Bool(value);
  }

  static Argument of(String value) {
    return new Text(value);
  }

  static Argument none() {
    return new None();
  }
}
