package dev.gradaudit.reduction;

import java.util.Arrays;

/**
 * Counts sums by their bits, all NaN as one: a hash table with open addressing, because a map of
 * boxed numbers would cost most of the time of an enumeration.
 */
final class SumCounts {
  private static final int LEAST_CAPACITY = 16;

  /** A power of two long, and at most half full. */
  private long[] bits = new long[LEAST_CAPACITY];

  /** 0 where nothing stands. */
  private long[] counts = new long[LEAST_CAPACITY];

  private int size;

  /** Forgets everything that was counted. */
  void clear() {
    Arrays.fill(counts, 0);
    size = 0;
  }

  /**
   * @param count at least 1
   */
  void add(double sum, long count) {
    long key = Double.doubleToLongBits(sum);
    int slot = slot(key);
    if (counts[slot] == 0) {
      bits[slot] = key;
      size++;
    }
    counts[slot] += count;
    if (2 * size > counts.length) {
      grow();
    }
  }

  /** 0 for a sum that was not counted. */
  long count(double sum) {
    return counts[slot(Double.doubleToLongBits(sum))];
  }

  /** The different sums, in the sequence of the table. */
  double[] sums() {
    double[] sums = new double[size];
    int next = 0;
    for (int slot = 0; slot < counts.length; slot++) {
      if (counts[slot] != 0) {
        sums[next++] = Double.longBitsToDouble(bits[slot]);
      }
    }
    return sums;
  }

  /** Where a key stands, or would stand. */
  private int slot(long key) {
    // Close sums differ in their last bits, simple ones in their first: the product mixes them.
    long hash = key * 0x9e3779b97f4a7c15L;
    int mask = counts.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (counts[slot] != 0 && bits[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldBits = bits;
    long[] oldCounts = counts;
    bits = new long[2 * oldBits.length];
    counts = new long[2 * oldCounts.length];
    for (int old = 0; old < oldCounts.length; old++) {
      if (oldCounts[old] != 0) {
        int slot = slot(oldBits[old]);
        bits[slot] = oldBits[old];
        counts[slot] = oldCounts[old];
      }
    }
  }
}
