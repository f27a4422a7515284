package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.math.BigDecimal;

/**
 * What tells without its differences that a pair of close numbers is no worse than what is known:
 * from how far apart, how small and how far within a binade they are.
 */
final class CloseLimits {
  private final DType dtype;
  private final long leastNormal;
  private final int close;

  // What they hold for.
  private double maxAbs;
  private double maxRel;
  private long maxDistance;

  private long magnitudes;
  private long safeDistance;
  private long safeSignificand;

  /**
   * @param close a limit of the distances, below half a binade
   */
  CloseLimits(DType dtype, int close) {
    this.dtype = dtype;
    this.leastNormal = 1L << dtype.precision() - 1;
    this.close = close;
  }

  /** Sees to it that they are those of these figures; returns whether there are any. */
  boolean know(PairFigures figures) {
    if (figures.maxAbs != maxAbs
        || figures.maxRel != maxRel
        || figures.maxDistance() != maxDistance) {
      maxAbs = figures.maxAbs;
      maxRel = figures.maxRel;
      maxDistance = figures.maxDistance();
      magnitudes = 0;
      learn();
    }
    return magnitudes > 0;
  }

  private void learn() {
    if (maxDistance == 0 || Long.compareUnsigned(maxDistance, close) >= 0) {
      return;
    }
    double step = maxAbs / maxDistance;
    // A relative difference is at most the distance over the larger significand, read as an integer
    // of p bits, and so over either.
    double significand = Math.ceil(maxDistance / maxRel);
    if (step < Double.MIN_NORMAL || significand >= 2.0 * leastNormal) {
      return;
    }
    // Numbers below 2^e are at most as many steps of 2^(e − p) apart as their distance is.
    // Close numbers have a difference of few bits, so that the quotient does not round across 2^e.
    int exponent = Math.getExponent(step) + dtype.precision();
    if (exponent <= dtype.minExponent()) {
      return;
    }
    safeDistance = (long) Math.min((double) maxDistance, maxRel * leastNormal);
    safeSignificand = (long) significand;
    BigDecimal product = new BigDecimal(maxRel).multiply(BigDecimal.valueOf(safeSignificand));
    if (product.compareTo(BigDecimal.valueOf(maxDistance)) < 0) {
      safeSignificand++;
    }
    int binades = Math.min(exponent, dtype.maxExponent() + 1) - dtype.minExponent() + 1;
    magnitudes = binades * leastNormal;
  }

  /** The largest distance that is known. */
  long most() {
    return maxDistance;
  }

  /** The bits of the least magnitude of which too little is known. */
  long magnitudes() {
    return magnitudes;
  }

  /** Up to this distance no pair of normal numbers is relatively further apart. */
  long safeDistance() {
    return safeDistance;
  }

  /** From this significand on no pair is that is known to be close. */
  long safeSignificand() {
    return safeSignificand;
  }
}
