package dev.gradaudit.compare;

/**
 * Counts small distances several at once, as one number of ten bits: fewer places in memory are
 * changed, and changing one takes far longer than to put the numbers together.
 */
final class GroupCounts {
  /** Bits of a group. */
  static final int BITS = 10;

  private static final int GROUPS = 1 << BITS;

  /** Where each distance has a place of its own, of which it is the index. */
  private final long[] counts;

  // Increments of one place in memory wait for each other: every other group goes to a table of its
  // own.
  private long[] evenGroups = {};
  private long[] oddGroups = {};

  private int[] part = {};
  private int[] numbers = {};
  private long[] widePart = {};
  private long[] wideNumbers = {};

  /** Bits of a distance in the groups; 0 where none are counted. */
  private int distanceBits;

  /**
   * @param counts gets what is settled
   */
  GroupCounts(long[] counts) {
    this.counts = counts;
  }

  /**
   * Counts as many distances as make up whole groups, from the first on; their members are as many
   * places apart as there are groups.
   *
   * @param most none of them is above it
   * @return how many were counted: none where a group would be a single one
   */
  int add(int[] distances, int count, int most) {
    int size = prepare(most);
    if (size < 2) {
      return 0;
    }
    int groups = count / size;
    if (part.length < groups) {
      part = new int[groups];
      numbers = new int[groups];
    }
    System.arraycopy(distances, 0, numbers, 0, groups);
    for (int member = 1; member < size; member++) {
      // An array of its own: a loop over two parts of one array does not vectorise.
      System.arraycopy(distances, member * groups, part, 0, groups);
      combine(part, numbers, groups, member * distanceBits);
    }
    long[] even = evenGroups;
    long[] odd = oddGroups;
    int i = 0;
    for (; i < groups - 1; i += 2) {
      even[numbers[i]]++;
      odd[numbers[i + 1]]++;
    }
    if (i < groups) {
      even[numbers[i]]++;
    }
    return groups * size;
  }

  /** The same for distances of 64 bits. */
  int add(long[] distances, int count, int most) {
    int size = prepare(most);
    if (size < 2) {
      return 0;
    }
    int groups = count / size;
    if (widePart.length < groups) {
      widePart = new long[groups];
      wideNumbers = new long[groups];
    }
    System.arraycopy(distances, 0, wideNumbers, 0, groups);
    for (int member = 1; member < size; member++) {
      System.arraycopy(distances, member * groups, widePart, 0, groups);
      combine(widePart, wideNumbers, groups, member * distanceBits);
    }
    long[] even = evenGroups;
    long[] odd = oddGroups;
    int i = 0;
    for (; i < groups - 1; i += 2) {
      even[(int) wideNumbers[i]]++;
      odd[(int) wideNumbers[i + 1]]++;
    }
    if (i < groups) {
      even[(int) wideNumbers[i]]++;
    }
    return groups * size;
  }

  /** Gets ready for distances up to one; returns how many of them make up a group. */
  private int prepare(int most) {
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(most));
    int size = BITS / bits;
    if (size > 1 && bits != distanceBits) {
      settle();
      distanceBits = bits;
      evenGroups = evenGroups.length == 0 ? new long[GROUPS] : evenGroups;
      oddGroups = oddGroups.length == 0 ? new long[GROUPS] : oddGroups;
    }
    return size;
  }

  /** Moves what was counted in groups to where each distance is counted. */
  void settle() {
    if (distanceBits == 0) {
      return;
    }
    int size = BITS / distanceBits;
    for (int group = 0; group < evenGroups.length; group++) {
      long count = evenGroups[group] + oddGroups[group];
      for (int member = 0; count > 0 && member < size; member++) {
        counts[group >> member * distanceBits & (1 << distanceBits) - 1] += count;
      }
      evenGroups[group] = 0;
      oddGroups[group] = 0;
    }
    distanceBits = 0;
  }

  private static void combine(int[] part, int[] numbers, int count, int shift) {
    for (int i = 0; i < count; i++) {
      numbers[i] |= part[i] << shift;
    }
  }

  private static void combine(long[] part, long[] numbers, int count, int shift) {
    for (int i = 0; i < count; i++) {
      numbers[i] |= part[i] << shift;
    }
  }
}
