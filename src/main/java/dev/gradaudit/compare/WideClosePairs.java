package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.util.Arrays;

/**
 * Finds the pairs of a block that have something new to say, as {@link NarrowClosePairs} does,
 * among those of float64.
 */
final class WideClosePairs {
  /** One of so many pairs may be remarkable before it is better to look at all. */
  private static final int FEW = 32;

  private static final long MAGNITUDE = Long.MAX_VALUE;
  private static final long LEAST_NORMAL = 1L << 52;
  private static final long FRACTION = LEAST_NORMAL - 1;
  private static final long INFINITY = MAGNITUDE & -LEAST_NORMAL;

  private final CloseLimits limits;
  private final long[] marks;
  private final long[] allMarked;
  private final int[] places;

  /**
   * @param length pairs in the longest block
   * @param close a limit of the distances, below half a binade
   */
  WideClosePairs(int length, int close) {
    this.limits = new CloseLimits(DType.FLOAT64, close);
    this.marks = new long[length];
    this.allMarked = new long[length];
    Arrays.fill(allMarked, -1);
    this.places = new int[Math.max(1, length / FEW)];
  }

  /**
   * The places of the pairs that may be remarkable.
   *
   * @param distances of all other pairs, afterwards
   * @return how many there are, or -1 where there are many or nothing is known
   */
  int remarkable(long[] from, long[] to, long[] distances, int count, PairFigures figures) {
    if (!limits.know(figures)) {
      return -1;
    }
    long most = limits.most();
    distances(from, to, distances, count);
    markNear(
        from,
        distances,
        marks,
        count,
        most + 1,
        LEAST_NORMAL + most - 1,
        limits.magnitudes() - most,
        limits.safeDistance() + 1,
        limits.safeSignificand() - LEAST_NORMAL - 1,
        LEAST_NORMAL - most);
    int found = unmarked(count);
    if (found < 0) {
      // Often because they are equal, and 0 or so large that nothing is known of their differences.
      addEqual(from, to, marks, count);
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
   * other signs have bits that are further apart than any close numbers; the distance of 2^63,
   * which is negative, is above any limit too.
   */
  private static void distances(long[] from, long[] to, long[] distances, int count) {
    for (int i = 0; i < count; i++) {
      long difference = from[i] - to[i];
      long less = difference >> 63;
      distances[i] = (difference ^ less) - less;
    }
  }

  /**
   * Marks with ones the pairs of which both are normal, known to be close, small enough, and either
   * very close or far enough within a binade. As both are close, one of them tells where the other
   * is.
   */
  private static void markNear(
      long[] from,
      long[] distances,
      long[] marks,
      int count,
      long tooFar,
      long tooSmall,
      long tooLarge,
      long unsafeDistance,
      long unsafeFraction,
      long nextBinade) {
    for (int i = 0; i < count; i++) {
      long distance = distances[i];
      long magnitude = from[i] & MAGNITUDE;
      long within = magnitude & FRACTION;
      long near = distance - tooFar & tooSmall - magnitude & magnitude - tooLarge;
      long safe = distance - unsafeDistance | unsafeFraction - within & within - nextBinade;
      marks[i] = (near & safe) >> 63;
    }
  }

  /** Marks pairs of equal finite numbers too. */
  private static void addEqual(long[] from, long[] to, long[] marks, int count) {
    for (int i = 0; i < count; i++) {
      long bits = from[i] ^ to[i];
      marks[i] |= (~(bits | -bits) & (from[i] & MAGNITUDE) - INFINITY) >> 63;
    }
  }
}
