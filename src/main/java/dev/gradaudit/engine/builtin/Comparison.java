package dev.gradaudit.engine.builtin;

/** A comparison of two numbers as IEEE 754 has it: with NaN only {@link #NE} holds. */
public enum Comparison {
  LT,
  LE,
  GT,
  GE,
  EQ,
  NE;

  boolean holds(double a, double b) {
    return switch (this) {
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case EQ -> a == b;
      case NE -> a != b;
    };
  }

  boolean holds(long a, long b) {
    return switch (this) {
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case EQ -> a == b;
      case NE -> a != b;
    };
  }

  /** Whether the outcome is the same for all numbers of two intervals. */
  boolean isFixed(Interval a, Interval b) {
    return switch (this) {
      case LT, GE -> a.high() < b.low() || a.low() >= b.high();
      case LE, GT -> a.high() <= b.low() || a.low() > b.high();
      case EQ, NE -> a.high() < b.low() || a.low() > b.high() || (a.isPoint() && b.isPoint());
    };
  }
}
