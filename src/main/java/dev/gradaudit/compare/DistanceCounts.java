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

  /** Small distances are counted several at once, as one number of so many bits. */
  private static final int GROUP_BITS = 10;

  private static final int GROUPS = 1 << GROUP_BITS;

  private final int precision;
  private final int half;
  private final long[][] tables;
  private final long[] groups;
  private final long[] otherGroups;
  private int[] part = {};
  private int[] numbers = {};

  /** Bits of a distance in the groups; 0 where none are counted. */
  private int groupedBits;

  /**
   * @param width bits of the largest distance that can occur
   * @param precision leading bits by which distances are told apart; smaller ones are exact
   */
  DistanceCounts(int width, int precision) {
    this.precision = precision;
    this.half = 1 << precision - 1;
    int cells = (width - precision + 2) * half;
    this.tables = new long[precision > GROUP_BITS / 2 ? TABLES : 1][cells];
    this.groups = new long[precision > GROUP_BITS / 2 ? GROUPS : 0];
    this.otherGroups = new long[groups.length];
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
    int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(most));
    int size = GROUP_BITS / bits;
    int grouped = 0;
    if (size > 1) {
      addGroups(distances, count / size, size, bits);
      grouped = count / size * size;
    }
    addOneByOne(distances, grouped, count);
  }

  /** Adds groups, whose members are as many places apart as there are groups. */
  private void addGroups(int[] distances, int count, int size, int bits) {
    if (bits != groupedBits) {
      settle();
      groupedBits = bits;
    }
    if (part.length < count) {
      part = new int[count];
      numbers = new int[count];
    }
    System.arraycopy(distances, 0, numbers, 0, count);
    for (int member = 1; member < size; member++) {
      // An array of its own: a loop over two parts of one array does not vectorise.
      System.arraycopy(distances, member * count, part, 0, count);
      combine(part, numbers, count, member * bits);
    }
    int i = 0;
    for (; i < count - 1; i += 2) {
      groups[numbers[i]]++;
      otherGroups[numbers[i + 1]]++;
    }
    if (i < count) {
      groups[numbers[i]]++;
    }
  }

  private static void combine(int[] part, int[] numbers, int count, int shift) {
    for (int i = 0; i < count; i++) {
      numbers[i] |= part[i] << shift;
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

  /** Moves what was counted in groups to where each distance is counted. */
  private void settle() {
    if (groupedBits == 0) {
      return;
    }
    int size = GROUP_BITS / groupedBits;
    for (int group = 0; group < GROUPS; group++) {
      long count = groups[group] + otherGroups[group];
      for (int member = 0; count > 0 && member < size; member++) {
        tables[0][group >> member * groupedBits & (1 << groupedBits) - 1] += count;
      }
      groups[group] = 0;
      otherGroups[group] = 0;
    }
    groupedBits = 0;
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
