package dev.gradaudit.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * How often each distance occurs: exactly for small ones, in cells for larger ones, whose width is
 * a power of two and small beside the distances in it. Distances are unsigned.
 */
final class DistanceCounts {
  /**
   * Increments of one place in memory wait for each other, so neighbours go to different tables.
   */
  private static final int TABLES = 4;

  /** Two distances below 2^5 are counted at once, as one number. */
  private static final int PAIR_BITS = 5;

  private static final int PAIRS = 1 << 2 * PAIR_BITS;

  private final int precision;
  private final int half;
  private final long[][] tables;
  private final long[] pairs;
  private final long[] otherPairs;
  private int[] seconds = {};
  private int[] numbers = {};
  private boolean settled = true;

  /**
   * @param width bits of the largest distance that can occur
   * @param precision leading bits by which distances are told apart; smaller ones are exact
   */
  DistanceCounts(int width, int precision) {
    this.precision = precision;
    this.half = 1 << precision - 1;
    int cells = (width - precision + 2) * half;
    this.tables = new long[precision > PAIR_BITS ? TABLES : 1][cells];
    this.pairs = new long[precision > PAIR_BITS ? PAIRS : 0];
    this.otherPairs = new long[pairs.length];
  }

  /** Below this every distance has a cell of its own, of which it is the index. */
  int exactBelow() {
    return 2 * half;
  }

  /** The cell of a distance. */
  int cell(long distance) {
    int shift = Math.max(0, Long.SIZE - precision - Long.numberOfLeadingZeros(distance));
    return shift * half + (int) (distance >>> shift);
  }

  /** The same for a distance of 32 bits. */
  int cell(int distance) {
    int shift = Math.max(0, Integer.SIZE - precision - Integer.numberOfLeadingZeros(distance));
    return shift * half + (distance >>> shift);
  }

  private void addAll(int[] distances, int count) {
    int i = 0;
    if (tables.length == TABLES) {
      long[] first = tables[0];
      long[] second = tables[1];
      long[] third = tables[2];
      long[] fourth = tables[3];
      for (; i < count - 3; i += TABLES) {
        first[cell(distances[i])]++;
        second[cell(distances[i + 1])]++;
        third[cell(distances[i + 2])]++;
        fourth[cell(distances[i + 3])]++;
      }
    }
    for (; i < count; i++) {
      tables[0][cell(distances[i])]++;
    }
  }

  /** Adds distances of 64 bits. */
  void addAll(long[] distances, int count) {
    for (int i = 0; i < count; i++) {
      tables[i % tables.length][cell(distances[i])]++;
    }
  }

  /**
   * Adds distances of 32 bits.
   *
   * @param most none of them is above it: small ones take less time
   */
  void addAll(int[] distances, int count, long most) {
    if (tables.length < TABLES || Long.compareUnsigned(most, exactBelow()) >= 0) {
      addAll(distances, count);
      return;
    }
    int half = count / 2;
    if (most >>> PAIR_BITS > 0) {
      addOneByOne(distances, 2 * half);
    } else {
      addPairs(distances, half);
    }
    if (count > 2 * half) {
      tables[0][distances[count - 1]]++;
    }
  }

  private void addPairs(int[] distances, int half) {
    if (seconds.length < half) {
      seconds = new int[half];
      numbers = new int[half];
    }
    // Arrays of their own: a loop over two parts of one array does not vectorise.
    System.arraycopy(distances, half, seconds, 0, half);
    combine(distances, seconds, numbers, half);
    settled = false;
    int i = 0;
    for (; i < half - 1; i += 2) {
      pairs[numbers[i]]++;
      otherPairs[numbers[i + 1]]++;
    }
    if (i < half) {
      pairs[numbers[i]]++;
    }
  }

  private static void combine(int[] first, int[] second, int[] pairs, int count) {
    for (int i = 0; i < count; i++) {
      pairs[i] = first[i] | second[i] << PAIR_BITS;
    }
  }

  private void addOneByOne(int[] distances, int count) {
    long[] first = tables[0];
    long[] second = tables[1];
    for (int i = 0; i < count; i += 2) {
      first[distances[i]]++;
      second[distances[i + 1]]++;
    }
  }

  /** Moves what was counted in pairs to where each distance is counted. */
  private void settle() {
    if (!settled) {
      for (int pair = 0; pair < PAIRS; pair++) {
        long count = pairs[pair] + otherPairs[pair];
        tables[0][pair & (1 << PAIR_BITS) - 1] += count;
        tables[0][pair >> PAIR_BITS] += count;
        pairs[pair] = 0;
        otherPairs[pair] = 0;
      }
      settled = true;
    }
  }

  /** Adds a distance of any size. */
  void add(long distance, long count) {
    tables[0][cell(distance)] += count;
  }

  void addAll(DistanceCounts other) {
    for (int cell = 0; cell < tables[0].length; cell++) {
      tables[0][cell] += other.count(cell);
    }
  }

  private long count(int cell) {
    settle();
    long count = 0;
    for (long[] table : tables) {
      count += table[cell];
    }
    return count;
  }

  /** How many distances were counted. */
  long total() {
    long total = 0;
    for (int cell = 0; cell < tables[0].length; cell++) {
      total += count(cell);
    }
    return total;
  }

  /** How many of them are not 0. */
  long totalAboveZero() {
    return total() - count(0);
  }

  /** The sum of the distances that have a cell of their own. */
  long sumOfExact() {
    long sum = 0;
    for (int distance = 1; distance < exactBelow(); distance++) {
      sum += distance * count(distance);
    }
    return sum;
  }

  /** The counts by number of significant bits, up to the last that is not 0. */
  List<Long> histogram() {
    long[] buckets = new long[Long.SIZE + 1];
    for (int cell = 0; cell < tables[0].length; cell++) {
      buckets[Long.SIZE - Long.numberOfLeadingZeros(least(cell))] += count(cell);
    }
    List<Long> histogram = new ArrayList<>();
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      if (buckets[bucket] > 0) {
        while (histogram.size() < bucket) {
          histogram.add(0L);
        }
        histogram.add(buckets[bucket]);
      }
    }
    return histogram;
  }

  /**
   * Where in ascending order a rank is.
   *
   * @param rank from 1 to the total
   */
  Range find(long rank) {
    long below = 0;
    for (int cell = 0; ; cell++) {
      long count = count(cell);
      if (below + count >= rank) {
        int shift = Math.max(0, cell / half - 1);
        return new Range(least(cell), shift, rank - below, count);
      }
      below += count;
    }
  }

  private long least(int cell) {
    int shift = Math.max(0, cell / half - 1);
    return (long) (cell - shift * half) << shift;
  }

  /**
   * Distances from {@code least} on, 2^{@code bits} of them.
   *
   * @param rank the rank that was looked for among those in the range, from 1
   * @param count how many are in the range
   */
  record Range(long least, int bits, long rank, long count) {
    boolean holds(long distance) {
      return bits == 0 ? distance == least : distance - least >>> bits == 0;
    }
  }
}
