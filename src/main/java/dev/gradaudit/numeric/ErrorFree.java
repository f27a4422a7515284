package dev.gradaudit.numeric;

/**
 * Error-free transformations: what a rounded operation lost, as a number of the same type.
 *
 * <p>Where an operation overflows or an operand is not finite, the error is NaN or an infinity and
 * means nothing.
 */
public final class ErrorFree {
  private ErrorFree() {}

  /**
   * e with a + b = fl(a + b) + e exactly (Knuth's TwoSum); the addition is inexact when e ≠ 0.
   * Holds for operands of any magnitude, subnormal ones included.
   */
  public static double sumError(double a, double b) {
    double sum = a + b;
    double bPart = sum - a;
    return (a - (sum - bPart)) + (b - bPart);
  }

  /** As {@link #sumError(double, double)}, in float32. */
  public static float sumError(float a, float b) {
    float sum = a + b;
    float bPart = sum - a;
    return (a - (sum - bPart)) + (b - bPart);
  }

  /** As {@link #sumError(double, double)} for |a| ≥ |b| or a = 0 (Dekker's FastTwoSum). */
  public static double fastSumError(double a, double b) {
    double sum = a + b;
    return b - (sum - a);
  }

  /** As {@link #fastSumError(double, double)}, in float32. */
  public static float fastSumError(float a, float b) {
    float sum = a + b;
    return b - (sum - a);
  }

  /**
   * e with a · b = fl(a · b) + e exactly, unless e falls below the subnormal numbers (a product
   * under 2^-969), where it is rounded.
   */
  public static double productError(double a, double b) {
    return Math.fma(a, b, -(a * b));
  }

  /** As {@link #productError(double, double)} in float32, exact for products from 2^-102. */
  public static float productError(float a, float b) {
    return Math.fma(a, b, -(a * b));
  }
}
