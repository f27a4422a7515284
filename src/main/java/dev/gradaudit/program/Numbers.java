package dev.gradaudit.program;

import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's arithmetic on numbers, which is done before the program runs, in float64. */
final class Numbers {
  /** Above it float64 skips integers. */
  private static final double LARGEST_INTEGER = 0x1p53;

  private static final Pattern DECIMAL =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private static final Pattern INTEGER = Pattern.compile("[0-9]+");
  private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,13}");

  /** Underscores stand between digits only. */
  private static final Pattern STRAY_UNDERSCORE =
      Pattern.compile("__|_\\.|\\._|_[eE+-]|[eE+-]_|_$");

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
          Map.entry("log2", Numbers::log2),
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

  /** Their names, sorted. */
  static SortedSet<String> functions() {
    return new TreeSet<>(FUNCTIONS.keySet());
  }

  /** A function of {@code math}, or null. */
  static @Nullable DoubleUnaryOperator function(String name) {
    return FUNCTIONS.get(name);
  }

  /** Exact at powers of two, where a quotient of logarithms may be an ulp off. */
  private static double log2(double x) {
    double quotient = StrictMath.log(x) / StrictMath.log(2);
    double nearest = StrictMath.rint(quotient);
    return Math.scalb(1.0, (int) nearest) == x ? nearest : quotient;
  }

  /** A function of {@code math} applied; what Python refuses is a fault. */
  static Argument.Num apply(String name, DoubleUnaryOperator function, Argument.Num x, Span at) {
    double value = function.applyAsDouble(x.value());
    boolean finite = Double.isFinite(x.value());
    if (finite && !Double.isFinite(value)) {
      throw new LanguageException(
          at, name + " of " + text(x) + (Double.isNaN(value) ? " is not real" : " is not finite"));
    }
    return name.equals("floor") || name.equals("ceil")
        ? integer(value, at)
        : new Argument.Num(value, false);
  }

  /** A float without a fraction as an int. */
  static Argument.Num integer(double value, Span at) {
    if (!(Math.abs(value) <= LARGEST_INTEGER)) {
      throw new LanguageException(at, Double.toString(value) + " does not fit an integer");
    }
    return new Argument.Num(value, true);
  }

  /** What {@code float('...')} gives, or null. */
  static @Nullable Double ofText(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    boolean minus = word.startsWith("-");
    String digits = minus || word.startsWith("+") ? word.substring(1) : word;
    if (digits.equals("nan") || digits.equals("inf") || digits.equals("infinity")) {
      double value = digits.equals("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
      return minus ? -value : value;
    }
    return DECIMAL.matcher(digits).matches() ? (Double) Double.parseDouble(word) : null;
  }

  /** The number that a token spells. */
  static Argument.Num parse(Token token) {
    String digits = token.text().replace("_", "");
    if (HEX.matcher(digits).matches()) {
      return new Argument.Num((double) Long.parseLong(digits.substring(2), 16), true);
    }
    if (STRAY_UNDERSCORE.matcher(token.text()).find() || !DECIMAL.matcher(digits).matches()) {
      throw new LanguageException(token.span(), "'" + token.shown() + "' is not a number");
    }
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw new LanguageException(
          token.span(),
          "the number " + token.shown() + " is too large for float64",
          "write float('inf') for infinity");
    }
    if (!INTEGER.matcher(digits).matches()) {
      return new Argument.Num(value, false);
    }
    if (digits.startsWith("0") && value != 0) {
      throw new LanguageException(
          token.span(), "'" + token.shown() + "' is not a number", "leave out the leading zeros");
    }
    if (value > LARGEST_INTEGER) {
      throw new LanguageException(
          token.span(),
          "the integer " + token.shown() + " is too large",
          "write it as a float: " + value);
    }
    return new Argument.Num(value, true);
  }

  /**
   * {@code a op b} by Python's rules.
   *
   * @param symbol the operator as it was written
   */
  static Argument.Num combine(String op, String symbol, Argument.Num a, Argument.Num b, Span at) {
    boolean integer = a.integer() && b.integer();
    double x = a.value();
    double y = b.value();
    boolean divides = op.equals("div") || op.equals("floor_divide") || op.equals("remainder");
    if (divides && y == 0 || op.equals("pow") && x == 0 && y < 0) {
      throw new LanguageException(at, "division by zero");
    }
    double value =
        switch (op) {
          case "add" -> x + y;
          case "sub" -> x - y;
          case "mul" -> x * y;
          case "div" -> x / y;
          case "floor_divide" -> floorDivide(x, y);
          case "remainder" -> remainder(x, y);
          case "pow" -> StrictMath.pow(x, y);
          default -> throw new LanguageException(at, "'" + symbol + "' does not work on numbers");
        };
    boolean stays = integer && !op.equals("div") && (!op.equals("pow") || y >= 0);
    if (stays && !(Math.abs(value) <= LARGEST_INTEGER)) {
      throw new LanguageException(at, "the integer result is too large", "use floats");
    }
    boolean finite = Double.isFinite(x) && Double.isFinite(y);
    if (op.equals("pow") && finite && !Double.isFinite(value)) {
      throw new LanguageException(
          at,
          text(a)
              + " ** "
              + text(b)
              + (Double.isNaN(value) ? " is not real" : " is too large for float64"));
    }
    return new Argument.Num(value, stays);
  }

  /** Has the sign of the divisor. */
  private static double remainder(double x, double y) {
    double remainder = x % y;
    return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder;
  }

  /** Exact for integers, which {@code floor(x / y)} is not. */
  private static double floorDivide(double x, double y) {
    double remainder = x % y;
    double quotient = StrictMath.rint((x - remainder) / y);
    return remainder != 0 && (remainder < 0) != (y < 0) ? quotient - 1 : quotient;
  }

  /** As Python writes it. */
  static String text(Argument.Num number) {
    return number.integer()
        ? Long.toString((long) number.value())
        : Double.toString(number.value());
  }
}
