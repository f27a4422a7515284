package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DoubleDouble;

/**
 * A function of two elements in wide arithmetic.
 *
 * @param value for the arguments, and for those that the run itself saw there: a function that
 *     chooses (the larger of two) chooses as the run did
 * @param slopeA how an error of a grows
 * @param slopeB how an error of b grows
 */
record WideBinary(Value value, Slope slopeA, Slope slopeB) {
  /** A value from two arguments and those that the run saw. */
  @FunctionalInterface
  interface Value {
    DoubleDouble of(DoubleDouble a, DoubleDouble b, double seenA, double seenB);
  }

  /** A partial derivative, up to its sign, at arguments and their value. */
  @FunctionalInterface
  interface Slope {
    double at(double a, double b, double y);
  }

  /** Whether a is chosen. */
  @FunctionalInterface
  interface Choice {
    boolean isFirst(double a, double b);
  }

  /** One of the arguments, as the run chose; NaN if it saw one. */
  static WideBinary choice(Choice choice) {
    return new WideBinary(
        (a, b, seenA, seenB) -> {
          if (Double.isNaN(seenA) || Double.isNaN(seenB)) {
            return DoubleDouble.of(Double.NaN);
          }
          return choice.isFirst(seenA, seenB) ? a : b;
        },
        (a, b, y) -> y == a ? 1 : 0,
        (a, b, y) -> y == b ? 1 : 0);
  }
}
