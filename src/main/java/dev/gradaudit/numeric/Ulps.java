package dev.gradaudit.numeric;

public final class Ulps {
  private Ulps() {}

  public static long distance(float a, float b) {
    return Math.abs(ordinal(a) - ordinal(b));
  }

  static long ordinal(float a) {
    int b = Float.floatToRawIntBits(a);
    return b >= 0 ? b : -(long) (b & 0x7fffffff);
  }

  static long ordinal(double a) {
    long b = Double.doubleToRawLongBits(a);
    return b >= 0 ? b : -(b & Long.MAX_VALUE);
  }

  public static long distance(double a, double b) {
    long x = ordinal(a), y = ordinal(b);
    return x >= y ? x - y : y - x;
  }
}
