package dev.gradaudit.numeric;

import java.util.Arrays;

/**
 * Adds numbers without any rounding and rounds once, to nearest even, when asked. The result is the
 * same for every sequence of the terms.
 *
 * <p>A superaccumulator (Kulisch): one fixed-point number that spans the whole range of doubles,
 * held as digits in base 2^32. Each digit is a long, so that 2^31 terms can be added before a carry
 * could get lost; carries are settled only when the sum is read.
 *
 * <ul>
 *   <li>The sum of no terms is +0. An exact sum of zero is −0 when every term is −0, else +0.
 *   <li>A sum beyond the largest number, after rounding, is an infinity of its sign.
 *   <li>With terms that are not finite: NaN when one is NaN or both infinities occur, else the
 *       infinity.
 * </ul>
 *
 * <p>Not safe for use by several threads.
 */
public final class ExactSum {
  /** The weight of the lowest bit of digit 0: the least subnormal double is 2^-1074. */
  private static final int LOWEST_EXPONENT = -1074;

  private static final int DIGIT_BITS = 32;
  private static final long DIGIT_MASK = 0xffffffffL;

  /** 2^31 terms below 2^1024 stay below 2^1055, bits 0 to 2128; the rest holds the sign. */
  private static final int DIGITS = 70;

  private static final long NEGATIVE_ZERO = Double.doubleToRawLongBits(-0.0);
  private static final int MAX_BIASED_EXPONENT = 0x7ff;

  private final long[] digits = new long[DIGITS];
  private boolean onlyNegativeZeros;
  private boolean empty;

  /** The plain sum of the terms that are not finite; 0 when there are none. */
  private double nonFinite;

  /** An accumulator that holds no terms. */
  public ExactSum() {
    reset();
  }

  /** Forgets all terms. */
  public void reset() {
    Arrays.fill(digits, 0);
    onlyNegativeZeros = true;
    empty = true;
    nonFinite = 0;
  }

  /** Adds one term. A float32 term is widened first, which is exact. */
  public void add(double term) {
    long bits = Double.doubleToRawLongBits(term);
    empty = false;
    onlyNegativeZeros &= bits == NEGATIVE_ZERO;
    int biased = (int) (bits >>> 52) & MAX_BIASED_EXPONENT;
    if (biased == MAX_BIASED_EXPONENT) {
      nonFinite += term;
      return;
    }
    long fraction = bits & 0xfffffffffffffL;
    // A subnormal number has the exponent of the least normal one, and no hidden bit.
    long significand = biased == 0 ? fraction : fraction | 0x10000000000000L;
    int position = Math.max(biased, 1) - 1;
    int digit = position / DIGIT_BITS;
    int shift = position % DIGIT_BITS;
    long low = significand << shift;
    long high = shift == 0 ? 0 : significand >>> (64 - shift);
    long sign = bits >> 63;
    // (v ^ sign) - sign negates where the sign is -1.
    digits[digit] += ((low & DIGIT_MASK) ^ sign) - sign;
    digits[digit + 1] += ((low >>> DIGIT_BITS) ^ sign) - sign;
    digits[digit + 2] += (high ^ sign) - sign;
  }

  /** The sum, rounded once to float64. */
  public double doubleValue() {
    return rounded(53, -1074, 1023);
  }

  /** The sum, rounded once to float32. */
  public float floatValue() {
    return (float) rounded(24, -149, 127);
  }

  /** The sum, rounded once to a floating dtype. */
  public double value(DType dtype) {
    return rounded(
        dtype.precision(), dtype.minExponent() - dtype.precision() + 1, dtype.maxExponent());
  }

  /**
   * @param precision significant bits of the result
   * @param lowest the exponent of its least subnormal number
   * @param highest the exponent of its largest numbers
   */
  private double rounded(int precision, int lowest, int highest) {
    if (nonFinite != 0) {
      return nonFinite;
    }
    settleCarries();
    boolean negative = digits[DIGITS - 1] < 0;
    if (negative) {
      for (int i = 0; i < DIGITS; i++) {
        digits[i] = -digits[i];
      }
      settleCarries();
    }
    double magnitude = roundedMagnitude(precision, lowest, highest);
    if (negative) {
      for (int i = 0; i < DIGITS; i++) {
        digits[i] = -digits[i];
      }
    }
    boolean minus = negative || (onlyNegativeZeros && !empty);
    return minus ? -magnitude : magnitude;
  }

  /** Brings every digit but the last, which keeps the sign, into 0 … 2^32 - 1. */
  private void settleCarries() {
    for (int i = 0; i < DIGITS - 1; i++) {
      digits[i + 1] += digits[i] >> DIGIT_BITS;
      digits[i] &= DIGIT_MASK;
    }
  }

  private double roundedMagnitude(int precision, int lowest, int highest) {
    int top = DIGITS - 1;
    while (top >= 0 && digits[top] == 0) {
      top--;
    }
    if (top < 0) {
      return 0;
    }
    int highBit = top * DIGIT_BITS + 63 - Long.numberOfLeadingZeros(digits[top]);
    // The last bit that the result can hold: its precision ends there, or its subnormal numbers do.
    int lastBit = Math.max(highBit - precision + 1, lowest - LOWEST_EXPONENT);
    long significand = bitsFrom(lastBit);
    boolean half = lastBit > 0 && bit(lastBit - 1) == 1;
    if (half && ((significand & 1) == 1 || anyBitBelow(lastBit - 1))) {
      significand++;
    }
    int exponent = lastBit + LOWEST_EXPONENT;
    double magnitude = Math.scalb((double) significand, exponent);
    return Math.getExponent(magnitude) > highest ? Double.POSITIVE_INFINITY : magnitude;
  }

  /** The bits from a position up, of which at most 53 may be set. */
  private long bitsFrom(int position) {
    int digit = position / DIGIT_BITS;
    int shift = position % DIGIT_BITS;
    long bits = digits[digit] >>> shift | digits[digit + 1] << (DIGIT_BITS - shift);
    return shift == 0 ? bits : bits | digits[digit + 2] << (2 * DIGIT_BITS - shift);
  }

  private long bit(int position) {
    return digits[position / DIGIT_BITS] >>> (position % DIGIT_BITS) & 1;
  }

  private boolean anyBitBelow(int position) {
    int digit = position / DIGIT_BITS;
    for (int i = 0; i < digit; i++) {
      if (digits[i] != 0) {
        return true;
      }
    }
    return (digits[digit] & ((1L << (position % DIGIT_BITS)) - 1)) != 0;
  }
}
