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
    mark(from, to, distances, marks, count);
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
    int step = Math.getExponent(maxAbs / most);
    if (Math.scalb((double) most, step) > maxAbs) {
      step--;
    }
    int exponent = step + dtype.precision();
    // A relative difference is at most the distance over the significand of either number, read as
    // an integer of p bits.
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

  /**
   * Marks with ones what has nothing new to say: the pairs of equal finite numbers, and those of
   * which both are normal, known to be close, and small enough and far enough within a binade. As
   * both are close, one of them tells where the other is.
   */
  private void mark(int[] from, int[] to, int[] distances, int[] marks, int count) {
    markNear(
        from,
        distances,
        marks,
        count,
        magnitudeMask,
        most + 1,
        leastNormal + most - 1,
        magnitudes - most);
    keepRelativelyNear(
        from,
        distances,
        marks,
        count,
        fraction,
        safeDistance + 1,
        safeSignificand - leastNormal + most - 1,
        leastNormal - most);
    addEqual(from, to, marks, count, magnitudeMask, infinity);
  }

  // Negative is true, because a choice does not vectorise; neither does a loop that does more.

  private static void markNear(
      int[] from,
      int[] distances,
      int[] marks,
      int count,
      int mask,
      int tooFar,
      int tooSmall,
      int tooLarge) {
    for (int i = 0; i < count; i++) {
      int magnitude = from[i] & mask;
      int distance = distances[i];
      marks[i] = distance - tooFar & ~distance & tooSmall - magnitude & magnitude - tooLarge;
    }
  }

  private static void keepRelativelyNear(
      int[] from,
      int[] distances,
      int[] marks,
      int count,
      int fraction,
      int unsafeDistance,
      int unsafeFraction,
      int nextBinade) {
    for (int i = 0; i < count; i++) {
      int within = from[i] & fraction;
      marks[i] &= distances[i] - unsafeDistance | unsafeFraction - within & within - nextBinade;
    }
  }

  /** Also makes each mark a number of ones or none. */
  private static void addEqual(
      int[] from, int[] to, int[] marks, int count, int mask, int infinity) {
    for (int i = 0; i < count; i++) {
      int bits = from[i] ^ to[i];
      marks[i] = (marks[i] | ~(bits | -bits) & (from[i] & mask) - infinity) >> 31;
    }
  }
}
