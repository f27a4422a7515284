package dev.gradaudit.compare;

import dev.gradaudit.compare.DistanceCounts.Range;
import java.util.Arrays;

/**
 * Finds the distance of a rank in a range: looks at all distances once more, and again if need be.
 */
final class RangeCounts {
  /** As many are collected and sorted; more are counted in parts of the range. */
  private static final int FEW = 1 << 16;

  private static final int PART_BITS = 16;

  private final Range range;
  private final boolean few;
  private final int shift;
  private final long[] collected;
  private int size;

  RangeCounts(Range range) {
    this.range = range;
    this.few = range.count() <= FEW;
    this.shift = Math.max(0, range.bits() - PART_BITS);
    this.collected = new long[few ? (int) range.count() : 1 << range.bits() - shift];
  }

  /** Notes a distance that is in the range; leaves others alone. */
  void offer(long distance) {
    if (range.holds(distance)) {
      if (few) {
        collected[size++] = distance;
      } else {
        collected[(int) (distance - range.least() >>> shift)]++;
      }
    }
  }

  void addAll(RangeCounts other) {
    if (few) {
      System.arraycopy(other.collected, 0, collected, size, other.size);
      size += other.size;
    } else {
      for (int part = 0; part < collected.length; part++) {
        collected[part] += other.collected[part];
      }
    }
  }

  /** A smaller range that has the rank; of one distance alone once it is known. */
  Range narrowed() {
    if (few) {
      // All have the same highest bit, so that the order of signed numbers is the right one.
      Arrays.sort(collected, 0, size);
      return new Range(collected[(int) (range.rank() - 1)], 0, 1, 1);
    }
    long below = 0;
    int part = 0;
    while (below + collected[part] < range.rank()) {
      below += collected[part++];
    }
    long least = range.least() + ((long) part << shift);
    return new Range(least, shift, range.rank() - below, collected[part]);
  }
}
