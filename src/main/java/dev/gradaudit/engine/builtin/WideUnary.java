package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DoubleDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * A function of one element in wide arithmetic.
 *
 * @param value for an argument, and for the argument that the run itself saw there: a function that
 *     chooses (a rectifier, a rounding) chooses as the run did
 * @param slope of the function, or a bound on it: how an error of the argument grows
 * @param error of the value itself, relative to it; 0 for one that is exact
 */
record WideUnary(Value value, DoubleUnaryOperator slope, double error) {
  /** With a part in reserve, for what the reduction of the argument loses. */
  private static final double ERROR_OF_A_FUNCTION = 0x1p-90;

  /** What float64 gives. */
  private static final double ERROR_OF_A_DOUBLE = 0x1p-50;

  /** A value from an argument and the argument that the run saw. */
  @FunctionalInterface
  interface Value {
    DoubleDouble of(DoubleDouble x, double seen);
  }

  /** A smooth function. */
  static WideUnary smooth(UnaryOperator<DoubleDouble> f, DoubleUnaryOperator slope) {
    return new WideUnary((x, seen) -> f.apply(x), slope, ERROR_OF_A_FUNCTION);
  }

  /** The argument, its negative, or a constant, as the run's argument decides. */
  static WideUnary choice(Value value) {
    return new WideUnary(value, x -> 1, 0);
  }

  /** What the run's own argument gives: a function that is constant between its jumps. */
  static WideUnary stepwise(DoubleUnaryOperator f) {
    return new WideUnary((x, seen) -> DoubleDouble.of(f.applyAsDouble(seen)), x -> 0, 0);
  }

  /** Does not know more than the double function; its results err accordingly. */
  static WideUnary unknown(DoubleUnaryOperator f) {
    return new WideUnary(
        (x, seen) -> DoubleDouble.of(f.applyAsDouble(x.high())),
        x -> {
          double step = Math.ulp(x) * 0x1p26;
          return (f.applyAsDouble(x + step) - f.applyAsDouble(x)) / step;
        },
        ERROR_OF_A_DOUBLE);
  }
}
