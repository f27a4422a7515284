package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;

/**
 * Proves that no order can change a sum: if q is the largest power of two that divides every term,
 * and Σ|x| ≤ 2^p·q for p bits of precision, then every partial sum of every tree over every
 * permutation is a multiple of q that the dtype holds exactly.
 *
 * <p>Terms are added one by one; the proof may fail early. Not proved: a sum of nothing but −0,
 * whose sign an accumulator that starts at +0 would change.
 */
final class ExactnessProof {
  private final DType dtype;
  private int lowestBit;
  private double magnitude;
  private int terms;
  private boolean onlyNegativeZeros;
  private boolean finite;
  private boolean failed;

  ExactnessProof(DType dtype) {
    this.dtype = dtype;
    restart();
  }

  /** Begins the next sum. */
  void restart() {
    lowestBit = Integer.MAX_VALUE;
    magnitude = 0;
    terms = 0;
    onlyNegativeZeros = true;
    finite = true;
    failed = false;
  }

  /** Adds a term, which the dtype holds exactly. */
  void add(double term) {
    terms++;
    onlyNegativeZeros &= Double.doubleToRawLongBits(term) == Long.MIN_VALUE;
    finite &= Double.isFinite(term);
    if (term != 0) {
      lowestBit = Math.min(lowestBit, lowestBit(term));
      magnitude = Math.nextUp(magnitude + Math.abs(term));
      failed |= !(magnitude <= limit());
    }
  }

  /** Whether the terms so far have already ruled a proof out. */
  boolean failed() {
    return failed;
  }

  /** Whether the sum of the terms so far is the same under every order. */
  boolean holds() {
    return !failed && !(onlyNegativeZeros && terms > 1);
  }

  /**
   * Whether a sum of these terms, at most two in all, is safe. They commute; but the error of a sum
   * that overflows is NaN, which a compensated sum adds to it.
   */
  boolean commutesAmong(int terms) {
    return terms < 2 || !(onlyNegativeZeros || (finite && magnitude > dtype.largest()));
  }

  private double limit() {
    return Math.min(Math.scalb(1.0, dtype.precision() + lowestBit), dtype.largest());
  }

  /** The exponent of the lowest bit that is set in a finite number other than 0. */
  static int lowestBit(double value) {
    if (!Double.isFinite(value)) {
      // Makes the limit the smallest there is, so that the proof fails.
      return -2000;
    }
    long bits = Double.doubleToRawLongBits(value);
    long mantissa = bits & 0xfffffffffffffL;
    int biased = (int) (bits >>> 52) & 0x7ff;
    if (biased == 0) {
      return -1074 + Long.numberOfTrailingZeros(mantissa);
    }
    return biased - 1075 + Long.numberOfTrailingZeros(mantissa | (1L << 52));
  }
}
