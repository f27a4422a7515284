package dev.gradaudit.program;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Python's arithmetic on numbers, which is done before the program runs, in float64. */
final class Numbers {
  /** Above it float64 skips integers. */
  private static final double LARGEST_INTEGER = 0x1p53;

  private static final Map<String, Double> CONSTANTS =
      Map.of(
          "pi", Math.PI,
          "e", Math.E,
          "tau", 2 * Math.PI,
          "inf", Double.POSITIVE_INFINITY,
          "nan", Double.NaN);

  private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
      Map.ofEntries(
          Map.entry("sqrt", Math::sqrt),
          Map.entry("exp", StrictMath::exp),
          Map.entry("log", StrictMath::log),
          Map.entry("log2", x -> StrictMath.log(x) / StrictMath.log(2)),
          Map.entry("log10", StrictMath::log10),
          Map.entry("sin", StrictMath::sin),
          Map.entry("cos", StrictMath::cos),
          Map.entry("tan", StrictMath::tan),
          Map.entry("tanh", StrictMath::tanh),
          Map.entry("floor", Math::floor),
          Map.entry("ceil", Math::ceil),
          Map.entry("fabs", Math::abs));

  private Numbers() {}

  static @Nullable Double constant(String name) {
    return CONSTANTS.get(name);
  }

  /** A function of {@code math}, or null. */
  static @Nullable DoubleUnaryOperator function(String name) {
    return FUNCTIONS.get(name);
  }

  /** The number that a token spells. */
  static Argument.Num parse(Token token) {
    String digits = token.text().replace("_", "");
    boolean underscores = !token.text().matches(".*(__|_\\.|\\._|_[eE]|[eE]_|_$).*");
    try {
      if (digits.matches("0[xX][0-9a-fA-F]{1,13}")) {
        return new Argument.Num((double) Long.parseLong(digits.substring(2), 16), true);
      }
      if (underscores && digits.matches("[0-9]+")) {
        double value = Double.parseDouble(digits);
        if (value > LARGEST_INTEGER) {
          throw new LanguageException(
              token.span(),
              "the integer " + shown(token.text()) + " is too large",
              "write it as a float: " + value);
        }
        return new Argument.Num(value, true);
      }
      if (underscores && digits.matches("([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
        double value = Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
          throw new LanguageException(
              token.span(),
              "the number " + shown(token.text()) + " is too large for float64",
              "write float('inf') if infinity is meant");
        }
        return new Argument.Num(value, false);
      }
    } catch (NumberFormatException e) {
      // Falls through: the patterns leave nothing that Java does not read, but for its range.
    }
    throw new LanguageException(token.span(), "'" + shown(token.text()) + "' is not a number");
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** {@code a op b} by Python's rules. */
  static Argument.Num combine(String op, Argument.Num a, Argument.Num b, Span at) {
    boolean integer = a.integer() && b.integer();
    double x = a.value();
    double y = b.value();
    if (y == 0 && (op.equals("div") || op.equals("floor_divide") || op.equals("remainder"))) {
      throw new LanguageException(at, "division by zero");
    }
    double value =
        switch (op) {
          case "add" -> x + y;
          case "sub" -> x - y;
          case "mul" -> x * y;
          case "div" -> x / y;
          case "floor_divide" -> Math.floor(x / y);
          case "remainder" -> x - y * Math.floor(x / y);
          case "pow" -> StrictMath.pow(x, y);
          default ->
              throw new LanguageException(at, "numbers cannot be combined with this operator");
        };
    boolean stays = integer && !op.equals("div") && (!op.equals("pow") || y >= 0);
    if (stays && Math.abs(value) > LARGEST_INTEGER) {
      throw new LanguageException(at, "the integer result is too large", "use floats");
    }
    return new Argument.Num(value, stays);
  }

  /** As Python writes it. */
  static String text(Argument.Num number) {
    return number.integer()
        ? Long.toString((long) number.value())
        : Double.toString(number.value());
  }
}
