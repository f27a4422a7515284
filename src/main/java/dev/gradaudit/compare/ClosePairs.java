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

  /** Places by which the sign bit is moved to the top of an int. */
  private final int toTop;

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
  private int magnitudes;
  private int safeDistance;
  private int safeSignificand;

  /**
   * @param length pairs in the longest block
   * @param close a limit of the distances, below half a binade
   */
  ClosePairs(DType dtype, int length, int close) {
    this.dtype = dtype;
    this.toTop = Integer.SIZE - 8 * dtype.bytes();
    this.magnitudeMask = Integer.MAX_VALUE >>> toTop;
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
    int most = Math.min(maxDistance, close - 1);
    markNear(from, to, marks, count, magnitudeMask, magnitudes);
    keepNear(from, to, distances, marks, count, toTop, most);
    keepRelativelyNear(from, to, distances, marks, count, fraction, safeDistance, safeSignificand);
    // Subnormal numbers have no such significand.
    keepNormal(from, to, distances, marks, count, magnitudeMask, fraction);
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
    long most = Math.min(figures.maxDistance(), close - 1);
    if (most == 0) {
      return;
    }
    // Numbers below 2^e are at most as many steps of 2^(e − p) apart as their distance is.
    int exponent = Math.getExponent(maxAbs / most * (1 - 0x1p-40)) + dtype.precision();
    // A relative difference is at most the distance over the significand of either number, read as
    // an integer of p bits.
    double significand = Math.ceil(most / maxRel);
    if (exponent <= dtype.minExponent() || significand >= 2.0 * leastNormal) {
      return;
    }
    safeDistance = (int) Math.min(most, maxRel * leastNormal);
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

  /** Marks with a negative number what is below a limit of the magnitudes, by their bits. */
  private static void markNear(int[] from, int[] to, int[] marks, int count, int mask, int limit) {
    for (int i = 0; i < count; i++) {
      marks[i] = (from[i] & mask) - limit & (to[i] & mask) - limit;
    }
  }

  /** Leaves negative the marks of distances that are not above one, and not of other zeros. */
  private static void keepNear(
      int[] from, int[] to, int[] distances, int[] marks, int count, int toTop, int most) {
    for (int i = 0; i < count; i++) {
      int distance = distances[i];
      int near = distance - most - 1 & ~distance;
      marks[i] &= near & (~(from[i] ^ to[i]) << toTop | -distance);
    }
  }

  /**
   * Leaves negative the marks where the relative difference is known to be no larger: of distances
   * up to one, and of all others where both significands are large.
   */
  private static void keepRelativelyNear(
      int[] from,
      int[] to,
      int[] distances,
      int[] marks,
      int count,
      int fraction,
      int safe,
      int significand) {
    // The hidden bit is left out on both sides.
    int least = significand - fraction - 2;
    for (int i = 0; i < count; i++) {
      int large = least - (from[i] & fraction) & least - (to[i] & fraction);
      marks[i] &= large | distances[i] - safe - 1;
    }
  }

  /** Leaves all ones as marks where both are no subnormal numbers, or the same. */
  private static void keepNormal(
      int[] from, int[] to, int[] distances, int[] marks, int count, int mask, int fraction) {
    for (int i = 0; i < count; i++) {
      int normal = fraction - (from[i] & mask) & fraction - (to[i] & mask);
      marks[i] = (marks[i] & (normal | distances[i] - 1)) >> 31;
    }
  }
}
