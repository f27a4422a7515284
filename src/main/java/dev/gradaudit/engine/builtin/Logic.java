package dev.gradaudit.engine.builtin;

/** A function of two truth values. */
public enum Logic {
  AND,
  OR,
  XOR;

  long apply(long a, long b) {
    return switch (this) {
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
    };
  }
}
