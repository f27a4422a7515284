package dev.gradaudit.compare;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Tells blocks of float32 that have nothing new to say from the others: all pairs finite, no zeros
 * of other signs, none further apart than what is known, in ULPs, absolutely or relatively. It
 * takes integers only, and is sure of what it says; of some blocks it cannot say it.
 */
final class ClosePairs {
  private static final int PRECISION = 24;
  private static final int MAGNITUDE = Integer.MAX_VALUE;
  private static final int INFINITY = 0x7f800000;
  private static final int LEAST_NORMAL = 0x00800000;
  private static final int FRACTION = LEAST_NORMAL - 1;

  private final int close;
  private final int[] marks;
  private final int[] allMarked;

  // What holds for the largest differences known; computed anew when one of them has grown.
  private double maxAbs;
  private double maxRel;
  private int maxDistance;
  private int magnitudes;
  private int safeDistance;
  private int safeSignificand;

  /**
   * @param length pairs in the longest block
   * @param close a limit of the distances, far below 2^23
   */
  ClosePairs(int length, int close) {
    this.close = close;
    this.marks = new int[length];
    this.allMarked = new int[length];
    Arrays.fill(allMarked, -1);
  }

  boolean areUnremarkable(int[] from, int[] to, int[] distances, int count, PairFigures figures) {
    if (figures.maxAbs != maxAbs
        || figures.maxRel != maxRel
        || Integer.toUnsignedLong(maxDistance) != figures.maxDistance()) {
      learn(figures);
    }
    if (magnitudes == 0) {
      return false;
    }
    markNear(from, to, distances, marks, count, magnitudes, Math.min(maxDistance, close - 1));
    keepRelativelyNear(from, to, distances, marks, count, safeDistance, safeSignificand);
    // Subnormal numbers have no such significand.
    keepNormal(from, to, distances, marks, count);
    return Arrays.mismatch(marks, 0, count, allMarked, 0, count) < 0;
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
    // Numbers below 2^(e + 1) are at most as many steps of 2^(e − 23) apart as their distance is.
    int exponent = Math.getExponent(maxAbs / most * (1 - 0x1p-40)) + PRECISION;
    // A relative difference is at most the distance over the significand of either number, read as
    // an integer from 2^23 on.
    double significand = Math.ceil(most / maxRel);
    if (exponent <= Float.MIN_EXPONENT || significand >= 2 * LEAST_NORMAL) {
      return;
    }
    safeDistance = (int) (maxRel * LEAST_NORMAL);
    safeSignificand = (int) significand;
    BigDecimal product = new BigDecimal(maxRel).multiply(BigDecimal.valueOf(safeSignificand));
    if (product.compareTo(BigDecimal.valueOf(most)) < 0) {
      safeSignificand++;
    }
    magnitudes =
        exponent > Float.MAX_EXPONENT
            ? INFINITY
            : Float.floatToRawIntBits(Math.scalb(1f, exponent));
  }

  /** Marks with a negative number what is below {@code limit}, near enough, and no other zeros. */
  private static void markNear(
      int[] from, int[] to, int[] distances, int[] marks, int count, int limit, int most) {
    for (int i = 0; i < count; i++) {
      int finite = (from[i] & MAGNITUDE) - limit & (to[i] & MAGNITUDE) - limit;
      int distance = distances[i];
      int near = distance - most - 1 & ~distance;
      marks[i] = finite & near & (~(from[i] ^ to[i]) | -distance);
    }
  }

  /**
   * Leaves negative the marks where the relative difference is known to be no larger: of distances
   * up to one, and of all others where both significands are large.
   */
  private static void keepRelativelyNear(
      int[] from, int[] to, int[] distances, int[] marks, int count, int safe, int significand) {
    for (int i = 0; i < count; i++) {
      int large =
          significand - 1 - (from[i] & FRACTION | LEAST_NORMAL)
              & significand - 1 - (to[i] & FRACTION | LEAST_NORMAL);
      marks[i] &= large | distances[i] - safe - 1;
    }
  }

  /** Leaves all ones as marks where both are no subnormal numbers, or the same. */
  private static void keepNormal(int[] from, int[] to, int[] distances, int[] marks, int count) {
    for (int i = 0; i < count; i++) {
      int normal = FRACTION - (from[i] & MAGNITUDE) & FRACTION - (to[i] & MAGNITUDE);
      marks[i] = (marks[i] & (normal | distances[i] - 1)) >> 31;
    }
  }
}
