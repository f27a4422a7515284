package dev.gradaudit.numeric;

/**
 * The 16-bit formats, whose numbers are held as floats that they represent exactly. Both round to
 * nearest, ties to even; what lies beyond the largest finite number by half a step or more becomes
 * an infinity. A NaN becomes the one quiet NaN of Java.
 */
public final class Bits16 {
  /** From here on a float rounds to an infinity of float16. */
  private static final float FLOAT16_OVERFLOW = 65520f;

  private static final float FLOAT16_MIN_NORMAL = 0x1p-14f;

  private Bits16() {}

  /** The nearest number of a narrow dtype. */
  public static float round(DType dtype, float value) {
    return dtype == DType.BFLOAT16 ? roundToBfloat16(value) : roundToFloat16(value);
  }

  /**
   * a · b + c, rounded once to the narrow dtype.
   *
   * @param a a number of the dtype, as are b and c
   */
  public static float fma(DType dtype, float a, float b, float c) {
    // Exact: 22 significant bits at most, exponents within those of float64.
    double product = (double) a * b;
    double sum = product + c;
    double magnitude = Math.abs(sum);
    if (!(magnitude > 0 && magnitude < Double.POSITIVE_INFINITY)) {
      return (float) sum;
    }
    double error = ErrorFree.sumError(product, (double) c);
    if (error != 0) {
      // Rounded to odd instead of to nearest, so that the next rounding sees on which side of a
      // tie the exact sum is (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums",
      // 2008).
      long bits = Double.doubleToRawLongBits(magnitude);
      boolean above = error > 0 == sum > 0;
      magnitude =
          (bits & 1) == 1 ? magnitude : Double.longBitsToDouble(above ? bits + 1 : bits - 1);
    }
    long exponent = Math.max(Math.getExponent(magnitude), dtype.minExponent());
    // 2^52 steps of the dtype: what is added to them is rounded to a step.
    long scale = exponent - dtype.precision() + 1 + 52;
    double steps = Double.longBitsToDouble(scale + Double.MAX_EXPONENT << 52);
    double rounded = magnitude + steps - steps;
    float result = rounded > dtype.largest() ? Float.POSITIVE_INFINITY : (float) rounded;
    return sum < 0 ? -result : result;
  }

  /** The next larger number of the narrow dtype; an infinity or NaN where there is none. */
  static float nextUp(DType dtype, float value) {
    if (!(value < Float.POSITIVE_INFINITY)) {
      return value;
    }
    // The bits of numbers of one sign are in the order of their magnitudes.
    int step = value < 0 ? -1 : 1;
    float start = value == 0 ? 0 : value;
    return dtype == DType.BFLOAT16
        ? fromBfloat16Bits(bfloat16Bits(start) + step)
        : fromFloat16Bits(float16Bits(start) + step);
  }

  /** The nearest bfloat16: a float with the lower half of its bits rounded away. */
  public static float roundToBfloat16(float value) {
    if (Float.isNaN(value)) {
      return Float.NaN;
    }
    int bits = Float.floatToRawIntBits(value);
    int rounded = bits + 0x7fff + (bits >>> 16 & 1);
    return Float.intBitsToFloat(rounded & 0xffff0000);
  }

  /** The nearest float16: 11 significant bits, exponents −14 to 15, subnormals of step 2^-24. */
  public static float roundToFloat16(float value) {
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return Float.NaN;
    }
    if (magnitude >= FLOAT16_OVERFLOW) {
      return Math.copySign(Float.POSITIVE_INFINITY, value);
    }
    if (magnitude < FLOAT16_MIN_NORMAL) {
      // The floats next to 1/2 are 2^-24 apart above it, so that adding 1/2 rounds to such steps.
      return Math.copySign(magnitude + 0.5f - 0.5f, value);
    }
    int bits = Float.floatToRawIntBits(value);
    int rounded = bits + 0xfff + (bits >>> 13 & 1);
    return Float.intBitsToFloat(rounded & 0xffffe000);
  }

  /** The 16 bits of a float that is a bfloat16. */
  public static int bfloat16Bits(float value) {
    return Float.floatToRawIntBits(value) >>> 16;
  }

  /** The float of 16 bits of a bfloat16. */
  public static float fromBfloat16Bits(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The 16 bits of a float that is a float16. */
  public static int float16Bits(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return sign | 0x7e00;
    }
    if (Float.isInfinite(value)) {
      return sign | 0x7c00;
    }
    if (magnitude < FLOAT16_MIN_NORMAL) {
      return sign | (int) (magnitude * 0x1p24f);
    }
    // Exponent and mantissa are one number, whose bias changes from 127 to 15.
    return sign | ((bits & 0x7fffffff) >>> 13) - (127 - 15 << 10);
  }

  /** The float of 16 bits of a float16. */
  public static float fromFloat16Bits(int bits) {
    int exponent = bits >>> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    float magnitude;
    if (exponent == 0x1f) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = mantissa * 0x1p-24f;
    } else {
      magnitude = Float.intBitsToFloat(exponent - 15 + 127 << 23 | mantissa << 13);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }
}
