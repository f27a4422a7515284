package dev.gradaudit.program;

import dev.gradaudit.program.Parser.Arg;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Python's own functions, and those of {@code math}, on what is known before the program runs. */
final class Builtins {
  static final Set<String> NAMES = Set.of("len", "float", "int");

  private Builtins() {}

  /** Whether a name without a module means Python's function: {@code float} is also a cast. */
  static boolean isCalled(String name, List<Arg> arguments) {
    return name.equals("len")
        || (NAMES.contains(name)
            && arguments.size() == 1
            && arguments.get(0).value() instanceof Operand.Static);
  }

  /** The value of a call. */
  static Operand call(String name, Span span, List<Arg> arguments) {
    if (arguments.size() != 1 || arguments.get(0).keyword() != null) {
      throw new LanguageException(span, name + " takes one argument");
    }
    Operand argument = arguments.get(0).value();
    Span at = arguments.get(0).span();
    if (name.equals("len")) {
      return length(argument, at);
    }
    if (name.equals("float")
        && argument instanceof Operand.Static fixed
        && fixed.value() instanceof Argument.Text text) {
      Double value = Numbers.ofText(text.value());
      if (value == null) {
        throw new LanguageException(at, argument.description() + " is not a number");
      }
      return new Operand.Static(Argument.of((double) value));
    }
    if (!(argument instanceof Operand.Static fixed
        && fixed.value() instanceof Argument.Num number)) {
      throw new LanguageException(
          at,
          name + " needs a number, but got " + argument.description(),
          argument instanceof Operand.Tensor ? "for a tensor write torch." + name : null);
    }
    return new Operand.Static(number(name, number, span, at));
  }

  private static Argument.Num number(String name, Argument.Num number, Span span, Span at) {
    if (name.equals("float")) {
      return new Argument.Num(number.value(), false);
    }
    if (name.equals("int")) {
      double value = number.value();
      return Numbers.integer(value < 0 ? Math.ceil(value) : Math.floor(value), at);
    }
    DoubleUnaryOperator function = Numbers.function(name);
    if (function == null) {
      throw new LanguageException(span, "'math." + name + "' is not a function");
    }
    return Numbers.apply(name, function, number, at);
  }

  private static Operand length(Operand operand, Span span) {
    if (operand instanceof Operand.Static fixed && fixed.value() instanceof Argument.Tuple tuple) {
      return new Operand.Static(Argument.of((long) tuple.items().size()));
    }
    if (operand instanceof Operand.Sequence sequence) {
      return new Operand.Static(Argument.of((long) sequence.items().size()));
    }
    if (operand instanceof Operand.Tensor tensor && tensor.node().type().shape().rank() > 0) {
      return new Operand.Static(Argument.of((long) tensor.node().type().shape().extent(0)));
    }
    throw new LanguageException(
        span, "len needs a tuple or a tensor with dimensions, but got " + operand.description());
  }
}
