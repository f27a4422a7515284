package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.util.Arrays;

/**
 * Finds the pairs of a block that have something new to say: floats of at most 32 bits that are not
 * finite, zeros of other signs, or that may be further apart than what is known, in ULPs,
 * absolutely or relatively. It takes integers only. Whatever it does not find has nothing to say;
 * of what it finds, some has not either.
 */
final class NarrowClosePairs {
  /** One of so many pairs may be remarkable before it is better to look at all. */
  private static final int FEW = 32;

  private final CloseLimits limits;
  private final int magnitudeMask;
  private final int infinity;
  private final int leastNormal;
  private final int fraction;
  private final int[] marks;
  private final int[] allMarked;
  private final int[] places;

  /**
   * @param length pairs in the longest block
   * @param close a limit of the distances, below half a binade
   */
  NarrowClosePairs(DType dtype, int length, int close) {
    this.limits = new CloseLimits(dtype, close);
    this.magnitudeMask = Integer.MAX_VALUE >>> Integer.SIZE - 8 * dtype.bytes();
    this.leastNormal = 1 << dtype.precision() - 1;
    this.fraction = leastNormal - 1;
    this.infinity = magnitudeMask & -leastNormal;
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
    if (!limits.know(figures)) {
      return -1;
    }
    int most = (int) limits.most();
    distances(from, to, distances, count);
    markNear(
        from,
        distances,
        marks,
        count,
        magnitudeMask,
        fraction,
        most + 1,
        leastNormal + most - 1,
        (int) limits.magnitudes() - most,
        (int) limits.safeDistance() + 1,
        (int) limits.safeSignificand() - leastNormal - 1,
        leastNormal - most);
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

  // Negative is true, because a choice does not vectorise; neither does a loop that does more, or
  // that stores twice.

  /**
   * How far apart the bits are, which is how far apart numbers of one sign are. Finite numbers of
   * other signs have bits that are further apart than any close numbers; the distance of 2^31,
   * which is negative, is above any limit too.
   */
  private static void distances(int[] from, int[] to, int[] distances, int count) {
    for (int i = 0; i < count; i++) {
      int difference = from[i] - to[i];
      int less = difference >> 31;
      distances[i] = (difference ^ less) - less;
    }
  }

  /**
   * Marks with ones the pairs of which both are normal, known to be close, small enough, and either
   * very close or far enough within a binade. As both are close, one of them tells where the other
   * is.
   */
  private static void markNear(
      int[] from,
      int[] distances,
      int[] marks,
      int count,
      int mask,
      int fraction,
      int tooFar,
      int tooSmall,
      int tooLarge,
      int unsafeDistance,
      int unsafeFraction,
      int nextBinade) {
    for (int i = 0; i < count; i++) {
      int distance = distances[i];
      int magnitude = from[i] & mask;
      int within = magnitude & fraction;
      int near = distance - tooFar & tooSmall - magnitude & magnitude - tooLarge;
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
