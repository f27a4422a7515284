package dev.gradaudit.numeric;

import java.util.Optional;

/** The element types of tensors, named as PyTorch names them. */
public enum DType {
  /** Truth values, 0 or 1: what a comparison gives. */
  BOOL("bool", 1, 1),
  /** Labels and indices: exact, and never differentiated. */
  INT64("int64", 8, 63),
  /** float32 with 8 significant bits: the same range, fewer digits. */
  BFLOAT16("bfloat16", 2, 8),
  /** IEEE binary16. */
  FLOAT16("float16", 2, 11),
  FLOAT32("float32", 4, 24),
  FLOAT64("float64", 8, 53);

  private final String label;
  private final int bytes;
  private final int precision;

  DType(String label, int bytes, int precision) {
    this.label = label;
    this.bytes = bytes;
    this.precision = precision;
  }

  /** The name in scenario files and reports. */
  public String label() {
    return label;
  }

  public int bytes() {
    return bytes;
  }

  /** Significant bits, the hidden one included. */
  public int precision() {
    return precision;
  }

  public boolean isFloating() {
    return this != INT64 && this != BOOL;
  }

  /** Whether it is a floating dtype of 16 bits, whose elements are held as floats. */
  public boolean isNarrow() {
    return this == BFLOAT16 || this == FLOAT16;
  }

  /** u, half the distance from 1 to its successor: 2^-24 for float32, 2^-53 for float64. */
  public double unitRoundoff() {
    return Math.scalb(1.0, -precision);
  }

  /**
   * The result of an operation that was computed in float64: rounded to the floating dtype, to
   * nearest, ties to even. The narrow dtypes are reached by way of float32, as on the hardware that
   * has them.
   */
  public double round(double value) {
    return switch (this) {
      case FLOAT64 -> value;
      case FLOAT32 -> (float) value;
      case BFLOAT16 -> Bits16.roundToBfloat16((float) value);
      case FLOAT16 -> Bits16.roundToFloat16((float) value);
      case INT64, BOOL -> throw new IllegalStateException("nothing is rounded to " + label);
    };
  }

  /** The largest finite number of a floating dtype. */
  public double largest() {
    return switch (this) {
      case FLOAT64 -> Double.MAX_VALUE;
      case FLOAT32 -> Float.MAX_VALUE;
      case BFLOAT16 -> 0x1.fep127;
      case FLOAT16 -> 65504;
      case INT64, BOOL -> throw new IllegalStateException("not a floating dtype: " + label);
    };
  }

  /** The exponent of the smallest positive normal number of a floating dtype. */
  public int minExponent() {
    return switch (this) {
      case FLOAT64 -> Double.MIN_EXPONENT;
      case FLOAT32, BFLOAT16 -> Float.MIN_EXPONENT;
      case FLOAT16 -> -14;
      case INT64, BOOL -> throw new IllegalStateException("not a floating dtype: " + label);
    };
  }

  /** The exponent of the largest finite number of a floating dtype. */
  public int maxExponent() {
    return Math.getExponent(largest());
  }

  /** The smallest positive number of a floating dtype, which is subnormal. */
  public double smallest() {
    return Math.scalb(1.0, minExponent() - precision + 1);
  }

  /**
   * The distance from the magnitude of a number of the floating dtype to the next larger one; that
   * of the smallest number at 0 and at subnormal numbers, infinite or NaN where the number is.
   */
  public double ulp(double value) {
    return Double.isFinite(value)
        ? Math.max(smallest(), Math.scalb(1.0, Math.getExponent(value) - precision + 1))
        : Math.abs(value);
  }

  /**
   * The least number of the floating dtype that is greater than another of its numbers: as {@link
   * Math#nextUp(double)}.
   */
  public double nextUp(double value) {
    return switch (this) {
      case FLOAT64 -> Math.nextUp(value);
      case FLOAT32 -> Math.nextUp((float) value);
      case BFLOAT16, FLOAT16 -> Bits16.nextUp(this, (float) value);
      case INT64, BOOL -> throw new IllegalStateException("not a floating dtype: " + label);
    };
  }

  /** The least number of the floating dtype that is not below a finite number. */
  public double roundUp(double value) {
    double rounded = round(value);
    return rounded < value ? nextUp(rounded) : rounded;
  }

  /** The greatest number of the floating dtype that is not above a finite number. */
  public double roundDown(double value) {
    return -roundUp(-value);
  }

  /** Finds a dtype by its label. */
  public static Optional<DType> parse(String label) {
    for (DType dtype : values()) {
      if (dtype.label.equals(label)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }
}
