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
  static final int TABLES = 4;

  private final int precision;
  private final int half;
  private final long[][] tables;

  /**
   * @param width bits of the largest distance that can occur
   * @param precision leading bits by which distances are told apart; smaller ones are exact
   */
  DistanceCounts(int width, int precision) {
    this.precision = precision;
    this.half = 1 << precision - 1;
    int cells = (width - precision + 2) * half;
    this.tables = new long[precision > 4 ? TABLES : 1][cells];
  }

  /** Below this every distance has a cell of its own, of which it is the index. */
  int exactBelow() {
    return 2 * half;
  }

  long[] table(int number) {
    return tables[number % tables.length];
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

  void add(long distance, long count) {
    tables[0][cell(distance)] += count;
  }

  void addAll(DistanceCounts other) {
    for (int cell = 0; cell < tables[0].length; cell++) {
      tables[0][cell] += other.count(cell);
    }
  }

  private long count(int cell) {
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
