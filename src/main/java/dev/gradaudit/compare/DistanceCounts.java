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

  private final int precision;
  private final int half;
  private final long[][] tables;
  private final GroupCounts groups;

  /**
   * @param width bits of the largest distance that can occur
   * @param precision leading bits by which distances are told apart; smaller ones are exact
   */
  DistanceCounts(int width, int precision) {
    this.precision = precision;
    this.half = 1 << precision - 1;
    int cells = (width - precision + 2) * half;
    this.tables = new long[precision > GroupCounts.BITS / 2 ? TABLES : 1][cells];
    this.groups = new GroupCounts(tables[0]);
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
    int grouped = groups.add(distances, count, (int) most);
    addOneByOne(distances, grouped, count);
  }

  /**
   * Adds distances of 64 bits.
   *
   * @param most none of them is above it: small ones take less time
   */
  void addAll(long[] distances, int count, long most) {
    int grouped = 0;
    if (tables.length == TABLES && Long.compareUnsigned(most, exactBelow()) < 0) {
      grouped = groups.add(distances, count, (int) most);
    }
    for (int i = grouped; i < count; i++) {
      tables[i % tables.length][cell(distances[i])]++;
    }
  }

  private void addOneByOne(int[] distances, int start, int end) {
    long[] first = tables[0];
    long[] second = tables[1];
    int i = start;
    for (; i < end - 1; i += 2) {
      first[distances[i]]++;
      second[distances[i + 1]]++;
    }
    if (i < end) {
      first[distances[i]]++;
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
    groups.settle();
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
