package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Finds the pairs of a block that have something new to say: floats of at most 32 bits that are not
 * finite, zeros of other signs, or that may be further apart than what is known, in ULPs,
 * absolutely or relatively. It takes integers only. Whatever it does not find has nothing to say;
 * of what it finds, some has not either.
 */
final class ClosePairs {
  /** One of so many pairs may be remarkable before it is better to look at all. */
  private static final int FEW = 32;

  private final DType dtype;

  private final int magnitudeMask;
  private final int infinity;
  private final int leastNormal;
  private final int fraction;
  private final int close;
  private final int[] marks;
  private final int[] allMarked;
  private final int[] places;

  // What holds for the largest differences known; computed anew when one of them has grown.
  private double maxAbs;
  private double maxRel;
  private int maxDistance;
  private int most;
  private int magnitudes;
  private int safeDistance;
  private int safeSignificand;

  /**
   * @param length pairs in the longest block
   * @param close a limit of the distances, below half a binade
   */
  ClosePairs(DType dtype, int length, int close) {
    this.dtype = dtype;
    this.magnitudeMask = Integer.MAX_VALUE >>> Integer.SIZE - 8 * dtype.bytes();
    this.leastNormal = 1 << dtype.precision() - 1;
    this.fraction = leastNormal - 1;
    this.infinity = magnitudeMask & -leastNormal;
    this.close = close;
    this.marks = new int[length];
    this.allMarked = new int[length];
    Arrays.fill(allMarked, -1);
    this.places = new int[Math.max(1, length / FEW)];
  }

  /**
   * The places of the pairs that may be remarkable.
   *
   * @param distances of all other pairs, afterwards
   * @return how many there are, or -1 where there are many or nothing is known
   */
  int remarkable(int[] from, int[] to, int[] distances, int count, PairFigures figures) {
    if (figures.maxAbs != maxAbs
        || figures.maxRel != maxRel
        || Integer.toUnsignedLong(maxDistance) != figures.maxDistance()) {
      learn(figures);
    }
    if (magnitudes == 0) {
      return -1;
    }
    markNear(
        from,
        to,
        distances,
        marks,
        count,
        most + 1,
        safeDistance + 1,
        safeSignificand - leastNormal - 1);
    int found = unmarked(count);
    if (found < 0) {
      // Often because they are equal, and 0 or so large that nothing is known of their differences.
      addEqual(from, to, marks, count, magnitudeMask, infinity);
      found = unmarked(count);
    }
    return found;
  }

  /** Collects the places without a mark; returns how many there are, or -1 where there are many. */
  private int unmarked(int count) {
    int found = 0;
    int next = Arrays.mismatch(marks, 0, count, allMarked, 0, count);
    for (int at = next; next >= 0 && at < count; at += 1 + next) {
      if (found == places.length) {
        return -1;
      }
      places[found++] = at;
      next = Arrays.mismatch(marks, at + 1, count, allMarked, at + 1, count);
    }
    return found;
  }

  /** Where the remarkable ones are, in ascending order. */
  int place(int number) {
    return places[number];
  }

  private void learn(PairFigures figures) {
    maxAbs = figures.maxAbs;
    maxRel = figures.maxRel;
    maxDistance = (int) figures.maxDistance();
    magnitudes = 0;
    if (figures.maxDistance() == 0 || figures.maxDistance() >= close) {
      return;
    }
    most = (int) figures.maxDistance();
    // Numbers below 2^e are at most as many steps of 2^(e − p) apart as their distance is.
    // Close numbers have a difference of few bits, so that the quotient does not round across 2^e.
    int exponent = Math.getExponent(maxAbs / most) + dtype.precision();
    // A relative difference is at most the distance over the larger significand, read as an integer
    // of p bits, and so over either.
    double significand = Math.ceil(most / maxRel);
    if (exponent <= dtype.minExponent() || significand >= 2.0 * leastNormal) {
      return;
    }
    safeDistance = (int) Math.min((double) most, maxRel * leastNormal);
    safeSignificand = (int) significand;
    BigDecimal product = new BigDecimal(maxRel).multiply(BigDecimal.valueOf(safeSignificand));
    if (product.compareTo(BigDecimal.valueOf(most)) < 0) {
      safeSignificand++;
    }
    magnitudes =
        exponent > dtype.maxExponent()
            ? infinity
            : (exponent - dtype.minExponent() + 1) * leastNormal;
  }

  // Negative is true, because a choice does not vectorise; neither does a loop that does more.

  /**
   * Marks the pairs of which both are normal, known to be close, and small enough. As both are
   * close, one of them tells where the other is. Finite numbers of other signs have bits that are
   * further apart than any close numbers; the distance of 2^31, which is negative, is above any
   * limit too.
   */
  private void markNear(
      int[] from,
      int[] to,
      int[] distances,
      int[] marks,
      int count,
      int tooFar,
      int unsafeDistance,
      int unsafeFraction) {
    int mask = magnitudeMask;
    int fractionMask = fraction;
    int tooSmall = leastNormal + most - 1;
    int tooLarge = magnitudes - most;
    int nextBinade = leastNormal - most;
    for (int i = 0; i < count; i++) {
      int magnitude = from[i] & mask;
      int difference = from[i] - to[i];
      int less = difference >> 31;
      int distance = (difference ^ less) - less;
      distances[i] = distance;
      int near = distance - tooFar & tooSmall - magnitude & magnitude - tooLarge;
      int within = magnitude & fractionMask;
      int safe = distance - unsafeDistance | unsafeFraction - within & within - nextBinade;
      marks[i] = (near & safe) >> 31;
    }
  }

  /** Marks pairs of equal finite numbers too. */
  private static void addEqual(
      int[] from, int[] to, int[] marks, int count, int mask, int infinity) {
    for (int i = 0; i < count; i++) {
      int bits = from[i] ^ to[i];
      marks[i] |= (~(bits | -bits) & (from[i] & mask) - infinity) >> 31;
    }
  }
}
