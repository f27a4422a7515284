package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import org.jspecify.annotations.Nullable;

/** The dynamic programme of {@link ReachableSums}. Subsets of the terms are bit masks. */
final class SubsetSums {
  /** The different sums of one subset, and how many orders of its terms give each. */
  private record Partials(double[] sums, long[] counts) {
    static Partials of(SumCounts counted) {
      double[] sums = counted.sums();
      long[] counts = new long[sums.length];
      for (int i = 0; i < sums.length; i++) {
        counts[i] = counted.count(sums[i]);
      }
      return new Partials(sums, counts);
    }
  }

  private final DType dtype;
  private final double[] terms;
  private final long mostAdditions;
  private long additions;

  SubsetSums(DType dtype, double[] terms, long mostAdditions) {
    this.dtype = dtype;
    this.terms = terms;
    this.mostAdditions = mostAdditions;
  }

  ReachableSums reachable() {
    SumDistribution trees = distribution(false);
    SumDistribution sequences = trees == null ? null : distribution(true);
    return trees == null || sequences == null
        ? new ReachableSums.TooMany(additions)
        : new ReachableSums.All(trees, sequences);
  }

  /**
   * @param sequential whether only single terms are added to a partial sum
   * @return null when that takes too many additions
   */
  private @Nullable SumDistribution distribution(boolean sequential) {
    Partials[] partials = new Partials[1 << terms.length];
    SumCounts counted = new SumCounts();
    // The parts of a subset are smaller numbers than the subset.
    for (int subset = 1; subset < partials.length; subset++) {
      counted.clear();
      if (Integer.bitCount(subset) == 1) {
        counted.add(terms[Integer.numberOfTrailingZeros(subset)], 1);
      } else {
        int[] parts = sequential ? singles(subset) : halves(subset);
        for (int part : parts) {
          additions += (long) partials[part].sums.length * partials[subset ^ part].sums.length;
        }
        if (additions > mostAdditions) {
          return null;
        }
        for (int part : parts) {
          combine(partials[part], partials[subset ^ part], counted);
        }
      }
      partials[subset] = Partials.of(counted);
    }
    return SumDistribution.of(counted);
  }

  private void combine(Partials left, Partials right, SumCounts into) {
    for (int i = 0; i < left.sums.length; i++) {
      for (int j = 0; j < right.sums.length; j++) {
        into.add(dtype.round(left.sums[i] + right.sums[j]), left.counts[i] * right.counts[j]);
      }
    }
  }

  /** One part of each way to cut a subset in two, those that lack its lowest term. */
  private static int[] halves(int subset) {
    int others = subset & (subset - 1);
    int[] halves = new int[(1 << Integer.bitCount(others)) - 1];
    int half = 0;
    for (int i = 0; i < halves.length; i++) {
      // The next larger subset of the others.
      half = (half - others) & others;
      halves[i] = half;
    }
    return halves;
  }

  /** The terms of a subset, one by one. */
  private static int[] singles(int subset) {
    int[] singles = new int[Integer.bitCount(subset)];
    int rest = subset;
    for (int i = 0; i < singles.length; i++) {
      singles[i] = Integer.lowestOneBit(rest);
      rest ^= singles[i];
    }
    return singles;
  }
}
