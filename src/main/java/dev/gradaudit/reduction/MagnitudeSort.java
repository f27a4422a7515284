package dev.gradaudit.reduction;

/** A stable sort of terms by magnitude that reuses its arrays: every sum is sorted on its own. */
final class MagnitudeSort {
  /** Runs of this length are sorted by insertion before the merging starts. */
  private static final int RUN = 8;

  private static final long INFINITY = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

  private long[] keys = new long[0];
  private int[] positions = new int[0];
  private int[] merged = new int[0];

  /** Makes room for the keys of that many terms. */
  void reserve(int terms) {
    if (keys.length < terms) {
      keys = new long[terms];
      positions = new int[terms];
      merged = new int[terms];
    }
  }

  /** The magnitude of a term, for smallest or largest first. */
  void key(int term, double value, boolean largestFirst) {
    // The bits of non-negative doubles are in the order of the doubles.
    long magnitude = Double.doubleToRawLongBits(Math.abs(value));
    if (Double.isNaN(value)) {
      keys[term] = Long.MAX_VALUE;
    } else {
      keys[term] = largestFirst ? INFINITY - magnitude : magnitude;
    }
  }

  /**
   * Sorts the terms below {@code terms} by their keys.
   *
   * @return for each position the term there; the next sort overwrites it, and it may be longer
   */
  int[] sort(int terms) {
    for (int start = 0; start < terms; start += RUN) {
      insertionSort(start, Math.min(start + RUN, terms));
    }
    for (long width = RUN; width < terms; width *= 2) {
      for (long start = 0; start < terms; start += 2 * width) {
        int middle = (int) Math.min(start + width, terms);
        int end = (int) Math.min(start + 2 * width, terms);
        merge((int) start, middle, end);
      }
      int[] swap = positions;
      positions = merged;
      merged = swap;
    }
    return positions;
  }

  private void insertionSort(int start, int end) {
    for (int i = start; i < end; i++) {
      int j = i;
      while (j > start && keys[positions[j - 1]] > keys[i]) {
        positions[j] = positions[j - 1];
        j--;
      }
      positions[j] = i;
    }
  }

  private void merge(int start, int middle, int end) {
    if (middle == end || keys[positions[middle - 1]] <= keys[positions[middle]]) {
      System.arraycopy(positions, start, merged, start, end - start);
      return;
    }
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      // On equal keys the left one, which came first.
      boolean takeLeft =
          right == end || (left < middle && keys[positions[left]] <= keys[positions[right]]);
      merged[i] = takeLeft ? positions[left++] : positions[right++];
    }
  }
}
