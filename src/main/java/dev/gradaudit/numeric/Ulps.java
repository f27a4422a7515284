package dev.gradaudit.numeric;

/**
 * Distances in units in the last place: how many floating-point numbers lie between two others.
 *
 * <p>The bits of a number, read as an integer and mirrored below zero for negative numbers, count
 * the numbers of the type in their order: neighbours differ by 1, and both zeros are 0. Infinity is
 * the successor of the largest finite number. A NaN has an ordinal beyond its infinity, which says
 * nothing about distance: tell NaN, opposite zeros and infinities apart before asking.
 */
public final class Ulps {
  private static final double LN_2 = StrictMath.log(2);

  private Ulps() {}

  /** The position of a float among all floats, 0 for both zeros. */
  public static int ordinal(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits >= 0 ? bits : Integer.MIN_VALUE - bits;
  }

  /** The position of a double among all doubles, 0 for both zeros. */
  public static long ordinal(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits >= 0 ? bits : Long.MIN_VALUE - bits;
  }

  /** How many steps from float to float lie between the two, at least 0. */
  public static long distance(float a, float b) {
    return Math.abs((long) ordinal(a) - ordinal(b));
  }

  /**
   * How many steps from double to double lie between the two, as an <em>unsigned</em> long: numbers
   * of opposite signs can be further apart than {@link Long#MAX_VALUE}.
   */
  public static long distance(double a, double b) {
    long first = ordinal(a);
    long second = ordinal(b);
    // Wraps around to the right unsigned difference.
    return first >= second ? first - second : second - first;
  }

  /** An unsigned distance as a number, rounded to float64. */
  public static double toDouble(long distance) {
    return distance >= 0 ? distance : 2.0 * (distance >>> 1) + (distance & 1);
  }

  /**
   * How many steps of a floating dtype lie between two of its numbers, as an unsigned long.
   *
   * @param a a number of the dtype, as is b
   */
  public static long distance(DType dtype, double a, double b) {
    return switch (dtype) {
      case FLOAT64 -> distance(a, b);
      case FLOAT32 -> distance((float) a, (float) b);
      case BFLOAT16 ->
          Math.abs(
              ordinal16(Bits16.bfloat16Bits((float) a))
                  - ordinal16(Bits16.bfloat16Bits((float) b)));
      case FLOAT16 ->
          Math.abs(
              ordinal16(Bits16.float16Bits((float) a)) - ordinal16(Bits16.float16Bits((float) b)));
      case INT64, BOOL -> throw new IllegalArgumentException(dtype.label() + " has no ULPs");
    };
  }

  private static long ordinal16(int bits) {
    return bits < 0x8000 ? bits : 0x8000 - bits;
  }

  /**
   * log2(ulps + 1), the number of trailing bits that are wrong: 0 for equal numbers.
   *
   * @param ulps an unsigned distance
   */
  public static double bitsOfError(long ulps) {
    // The two halves, for a long has no unsigned conversion; the rounding is at most half an ulp.
    double magnitude = (ulps >>> 32) * 0x1p32 + (ulps & 0xffffffffL);
    return StrictMath.log(magnitude + 1) / LN_2;
  }
}
