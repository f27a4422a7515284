package dev.gradaudit.reduction;

import java.util.Arrays;

/**
 * Which results a set of orders has, and how many of the orders give each. Results are told apart
 * by their bits: −0 and +0 are two, all NaN are one.
 */
public final class SumDistribution {
  private final double[] sums;
  private final long[] counts;
  private final long total;

  /**
   * @param sums different from one another, ascending, −0 before +0, NaN last
   * @param counts how many orders give each sum, at least 1
   */
  private SumDistribution(double[] sums, long[] counts) {
    this.sums = sums;
    this.counts = counts;
    this.total = Arrays.stream(counts).sum();
  }

  static SumDistribution of(SumCounts counted) {
    double[] sums = counted.sums();
    Arrays.sort(sums);
    return new SumDistribution(sums, Arrays.stream(sums).mapToLong(counted::count).toArray());
  }

  /** How many different results there are, at least 1. */
  public int distinct() {
    return sums.length;
  }

  /** How many orders there are. */
  public long total() {
    return total;
  }

  /**
   * The results: ascending, −0 before +0, NaN last.
   *
   * @param index from 0 to {@code distinct() - 1}
   */
  public double sum(int index) {
    return sums[index];
  }

  /** How many of the orders give the result of this index. */
  public long count(int index) {
    return counts[index];
  }

  /** How many of the orders give a result, told by its bits; 0 for one that none gives. */
  public long countOf(double sum) {
    int index = Arrays.binarySearch(sums, sum);
    return index < 0 ? 0 : counts[index];
  }

  /** The part of the orders that gives the result of this index, above 0 and at most 1. */
  public double fraction(int index) {
    return (double) counts[index] / total;
  }

  /** The smallest result; NaN only when every order gives NaN. */
  public double min() {
    return sums[0];
  }

  /** The largest result that is a number; NaN only when every order gives NaN. */
  public double max() {
    int last = sums.length - 1;
    return Double.isNaN(sums[last]) && last > 0 ? sums[last - 1] : sums[last];
  }
}
