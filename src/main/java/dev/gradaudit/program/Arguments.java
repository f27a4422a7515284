package dev.gradaudit.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The bound arguments of a call by parameter name, complete with defaults. The compiler has checked
 * each one against its parameter's kind, so the typed accessors do not fail for arguments of that
 * kind.
 */
public final class Arguments {
  private final Map<String, Argument> byName;

  public Arguments(Map<String, Argument> byName) {
    this.byName = Map.copyOf(byName);
  }

  public Argument get(String parameter) {
    Argument argument = byName.get(parameter);
    if (argument == null) {
      throw new IllegalArgumentException("no parameter " + parameter + " in " + byName.keySet());
    }
    return argument;
  }

  public boolean isNone(String parameter) {
    return get(parameter) instanceof Argument.None;
  }

  /** The position of a tensor argument among the inputs, or empty when it is None or a number. */
  public OptionalInt input(String parameter) {
    return get(parameter) instanceof Argument.Operand operand
        ? OptionalInt.of(operand.input())
        : OptionalInt.empty();
  }

  /** The positions of a list of tensors among the inputs. */
  public List<Integer> inputs(String parameter) {
    return items(parameter).stream().map(item -> ((Argument.Operand) item).input()).toList();
  }

  /** The value of a number, or empty when the argument is a tensor or None. */
  public Optional<Argument.Num> number(String parameter) {
    return get(parameter) instanceof Argument.Num number ? Optional.of(number) : Optional.empty();
  }

  public double real(String parameter) {
    return ((Argument.Num) get(parameter)).value();
  }

  public int integer(String parameter) {
    return (int) ((Argument.Num) get(parameter)).value();
  }

  public boolean flag(String parameter) {
    return ((Argument.Bool) get(parameter)).value();
  }

  public String text(String parameter) {
    return ((Argument.Text) get(parameter)).value();
  }

  /** The ints of a DIMS or INTS argument; a single int is a list of one. Not for None. */
  public int[] integers(String parameter) {
    return items(parameter).stream()
        .mapToInt(item -> (int) ((Argument.Num) item).value())
        .toArray();
  }

  /** The items of a tuple; anything else is a tuple of itself. */
  public List<Argument> items(String parameter) {
    return get(parameter) instanceof Argument.Tuple tuple ? tuple.items() : List.of(get(parameter));
  }
}
