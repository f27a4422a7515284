package dev.gradaudit.compare;

import dev.gradaudit.compare.Difference.NonFinite;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the figures of a {@link Difference} over the pairs of elements. */
final class DifferenceTally {
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  private final DType dtype;
  private final Shape shape;
  private final BitSet varying;
  private final Map<NonFinite, Integer> nonFinite = new EnumMap<>(NonFinite.class);
  // By number of significant bits of the distance, as in the histogram.
  private final int[] buckets = new int[Long.SIZE + 1];

  private int differing;
  private int signOfZero;
  private double maxAbs;
  private double maxRel;

  // The distances that are not 0, for the percentile.
  private long[] distances = new long[0];
  private int distanceCount;

  // Their sum, as an unsigned integer of 128 bits: exact for any number of elements.
  private long sumHigh;
  private long sumLow;

  private int worstPosition = -1;
  private boolean worstIsFinite;
  private long worstDistance;
  private double worstFrom;
  private double worstTo;
  private long worstFromBits;
  private long worstToBits;

  DifferenceTally(DType dtype, Shape shape, BitSet varying) {
    this.dtype = dtype;
    this.shape = shape;
    this.varying = varying;
  }

  /** Counts pairs of finite numbers with equal bits. */
  void addEqualFinite(int count) {
    buckets[0] += count;
  }

  /**
   * Adds a pair with different bits. Positions must ascend from call to call.
   *
   * @param distance unsigned; ignored unless both are finite
   */
  void addDiffering(
      int position, double from, double to, long fromBits, long toBits, long distance) {
    differing++;
    varying.set(position);
    NonFinite category = category(from, to);
    boolean finite = category == null;
    if (finite) {
      addDistance(from, to, distance);
    } else {
      nonFinite.merge(category, 1, Integer::sum);
    }
    boolean worse =
        worstPosition < 0
            || (finite
                ? worstIsFinite && Long.compareUnsigned(distance, worstDistance) > 0
                : worstIsFinite);
    if (worse) {
      worstPosition = position;
      worstIsFinite = finite;
      worstDistance = distance;
      worstFrom = from;
      worstTo = to;
      worstFromBits = fromBits;
      worstToBits = toBits;
    }
  }

  private static @Nullable NonFinite category(double from, double to) {
    if (Double.isNaN(from) || Double.isNaN(to)) {
      return Double.isNaN(from) && Double.isNaN(to)
          ? NonFinite.NAN_PAYLOAD
          : NonFinite.NAN_AGAINST_NUMBER;
    }
    if (Double.isInfinite(from) || Double.isInfinite(to)) {
      return Double.isInfinite(from) && Double.isInfinite(to)
          ? NonFinite.OPPOSITE_INFINITIES
          : NonFinite.INFINITE_AGAINST_FINITE;
    }
    return null;
  }

  private void addDistance(double from, double to, long distance) {
    buckets[significantBits(distance)]++;
    if (distance == 0) {
      // Other bits and yet no distance: zeros of other signs.
      signOfZero++;
      return;
    }
    if (distanceCount == distances.length) {
      distances = Arrays.copyOf(distances, Math.max(16, grown(distanceCount)));
    }
    distances[distanceCount++] = distance;
    sumLow += distance;
    if (Long.compareUnsigned(sumLow, distance) < 0) {
      sumHigh++;
    }
    maxAbs = Math.max(maxAbs, Math.abs(from - to));
    // Halves, because the difference of two large float64 of other signs overflows. The smallest
    // numbers are not halved: that would not be exact.
    double magnitude = Math.max(Math.abs(from), Math.abs(to));
    double scale = magnitude > 1 ? 0.5 : 1.0;
    maxRel = Math.max(maxRel, Math.abs(from * scale - to * scale) / (magnitude * scale));
  }

  private int grown(int count) {
    long most = shape.size();
    return (int) Math.min(most, count + (count >> 1) + 1L);
  }

  private static int significantBits(long unsigned) {
    return Long.SIZE - Long.numberOfLeadingZeros(unsigned);
  }

  Difference difference() {
    int finitePairs = Arrays.stream(buckets).sum();
    return new Difference(
        dtype,
        Math.toIntExact(shape.size()),
        differing,
        maxUlp(),
        finitePairs == 0 ? 0 : sum() / finitePairs,
        percentile99(finitePairs),
        maxAbs,
        maxRel,
        signOfZero,
        nonFinite,
        histogram(),
        worst());
  }

  private long maxUlp() {
    long max = 0;
    for (int i = 0; i < distanceCount; i++) {
      max = Long.compareUnsigned(distances[i], max) > 0 ? distances[i] : max;
    }
    return max;
  }

  /** The sum of the distances, rounded once. */
  private double sum() {
    if (sumHigh == 0 && sumLow >= 0) {
      return sumLow;
    }
    return BigInteger.valueOf(sumHigh)
        .multiply(TWO_TO_64)
        .add(new BigInteger(Long.toUnsignedString(sumLow)))
        .doubleValue();
  }

  /**
   * The nearest-rank percentile: the distance at rank ⌈0.99 n⌉ in ascending order. The histogram
   * tells in which bucket it lies, so that only this one has to be sorted. Within a bucket, the
   * signed order of {@code long} is the unsigned one, as all have the same highest bit.
   */
  private long percentile99(int finitePairs) {
    long rank = (99L * finitePairs + 99) / 100;
    int bucket = 0;
    long below = 0;
    while (bucket < Long.SIZE && below + buckets[bucket] < rank) {
      below += buckets[bucket++];
    }
    if (bucket == 0) {
      return 0;
    }
    long[] inBucket = new long[buckets[bucket]];
    int count = 0;
    for (int i = 0; i < distanceCount; i++) {
      if (significantBits(distances[i]) == bucket) {
        inBucket[count++] = distances[i];
      }
    }
    Arrays.sort(inBucket);
    return inBucket[(int) (rank - below - 1)];
  }

  private List<Integer> histogram() {
    List<Integer> histogram = new ArrayList<>();
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      if (buckets[bucket] > 0) {
        while (histogram.size() < bucket) {
          histogram.add(0);
        }
        histogram.add(buckets[bucket]);
      }
    }
    return histogram;
  }

  private Difference.@Nullable Worst worst() {
    if (worstPosition < 0) {
      return null;
    }
    List<Integer> index = Arrays.stream(shape.indexOf(worstPosition)).boxed().toList();
    return new Difference.Worst(index, worstFrom, worstTo, worstFromBits, worstToBits);
  }
}
