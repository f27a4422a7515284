package dev.gradaudit.compare;

import dev.gradaudit.compare.Difference.NonFinite;
import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.Ulps;
import dev.gradaudit.tensor.Shape;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the pairs of elements that were looked at. The figures of some pairs and those
 * of others make the figures of all of them, the same bits in whatever parts and order they come.
 */
final class PairFigures {
  /** Below this many elements, tables for speed would cost more than they save. */
  private static final int MANY = 1 << 16;

  private static final int FINE_PRECISION = 10;
  private static final int COARSE_PRECISION = 3;

  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  private final DType dtype;
  private final @Nullable BitSet varying;
  private final Map<NonFinite, Long> nonFinite = new EnumMap<>(NonFinite.class);

  /** Of pairs of finite numbers. */
  final DistanceCounts distances;

  long signOfZero;
  double maxAbs;
  double maxRel;
  private long maxDistance;

  // The sum of the distances that have no cell of their own, as an unsigned integer of 128 bits:
  // exact for any number of elements.
  private long sumHigh;
  private long sumLow;

  private long worstPosition = -1;
  private boolean worstIsFinite;
  private long worstDistance;
  private long worstFromBits;
  private long worstToBits;

  /**
   * @param elements about how many pairs there will be
   * @param varying gets the positions at which bits differ; null where nobody asks
   */
  PairFigures(DType dtype, long elements, @Nullable BitSet varying) {
    this.dtype = dtype;
    this.varying = varying;
    this.distances = new DistanceCounts(8 * dtype.bytes(), precision(elements));
  }

  private static int precision(long elements) {
    return elements < MANY ? COARSE_PRECISION : FINE_PRECISION;
  }

  /** Below this, distances of so many pairs are counted one by one. */
  static int exactlyCounted(long elements) {
    return 1 << precision(elements);
  }

  /** Adds one pair, whatever it is. */
  void add(long position, long fromBits, long toBits) {
    double from = value(dtype, fromBits);
    double to = value(dtype, toBits);
    NonFinite category = category(from, to);
    if (fromBits == toBits) {
      distances.add(0, Double.isFinite(from) ? 1 : 0);
      return;
    }
    mark(position);
    if (category != null) {
      nonFinite.merge(category, 1L, Long::sum);
      offerWorst(position, false, 0, fromBits, toBits);
      return;
    }
    long distance = distance(dtype, fromBits, toBits);
    distances.add(distance, 1);
    addExtremes(position, fromBits, toBits, distance);
  }

  /** Adds what a pair of finite numbers with other bits may be the most of; its count is not. */
  void addExtremes(long position, long fromBits, long toBits, long distance) {
    double from = value(dtype, fromBits);
    double to = value(dtype, toBits);
    offerWorst(position, true, distance, fromBits, toBits);
    if (distance == 0) {
      // Other bits and yet no distance: zeros of other signs.
      signOfZero++;
      return;
    }
    if (Long.compareUnsigned(distance, distances.exactBelow()) >= 0) {
      addLarge(distance);
    }
    raiseMaxDistance(distance);
    if (dtype == DType.INT64) {
      double apart = Ulps.toDouble(distance);
      maxAbs = Math.max(maxAbs, apart);
      maxRel = Math.max(maxRel, apart / Math.max(Math.abs(from), Math.abs(to)));
    } else {
      maxAbs = Math.max(maxAbs, Math.abs(from - to));
      maxRel = Math.max(maxRel, relative(from, to));
    }
  }

  /** |a−b| / max(|a|, |b|), of numbers that are not both 0. */
  static double relative(double from, double to) {
    // Halves, because the difference of two large float64 of other signs overflows. The smallest
    // numbers are not halved: that would not be exact.
    double magnitude = Math.max(Math.abs(from), Math.abs(to));
    double scale = magnitude > 1 ? 0.5 : 1.0;
    return Math.abs(from * scale - to * scale) / (magnitude * scale);
  }

  void mark(long position) {
    if (varying != null) {
      varying.set((int) position);
    }
  }

  boolean marks() {
    return varying != null;
  }

  /** Adds to the sum of distances that are not counted one by one, {@code high} times 2^64. */
  void addLarge(long high, long low) {
    sumLow += low;
    sumHigh += high + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
  }

  void addLarge(long distance) {
    addLarge(0, distance);
  }

  void raiseMaxDistance(long distance) {
    maxDistance = Long.compareUnsigned(distance, maxDistance) > 0 ? distance : maxDistance;
  }

  /** Of pairs of finite numbers, unsigned. */
  long maxDistance() {
    return maxDistance;
  }

  /** Whether some pair differs. */
  boolean hasWorst() {
    return worstPosition >= 0;
  }

  /** Whether a pair of finite numbers would be the worst so far, if nothing at its place is. */
  boolean isWorst(long distance) {
    return worstPosition < 0 || worstIsFinite && Long.compareUnsigned(distance, worstDistance) > 0;
  }

  /** The worst is without a distance, or else the furthest apart; the first one among equals. */
  void offerWorst(long position, boolean finite, long distance, long fromBits, long toBits) {
    boolean worse;
    if (worstPosition < 0) {
      worse = true;
    } else if (finite != worstIsFinite) {
      worse = worstIsFinite;
    } else {
      int further = finite ? Long.compareUnsigned(distance, worstDistance) : 0;
      worse = further > 0 || further == 0 && position < worstPosition;
    }
    if (worse) {
      worstPosition = position;
      worstIsFinite = finite;
      worstDistance = distance;
      worstFromBits = fromBits;
      worstToBits = toBits;
    }
  }

  /** Adds the figures of other pairs. */
  void addAll(PairFigures other) {
    distances.addAll(other.distances);
    other.nonFinite.forEach((kind, count) -> nonFinite.merge(kind, count, Long::sum));
    signOfZero += other.signOfZero;
    maxAbs = Math.max(maxAbs, other.maxAbs);
    maxRel = Math.max(maxRel, other.maxRel);
    raiseMaxDistance(other.maxDistance);
    addLarge(other.sumHigh, other.sumLow);
    if (other.worstPosition >= 0) {
      offerWorst(
          other.worstPosition,
          other.worstIsFinite,
          other.worstDistance,
          other.worstFromBits,
          other.worstToBits);
    }
  }

  /** The distance at rank ⌈0.99 n⌉ in ascending order, or where it lies; null without pairs. */
  DistanceCounts.@Nullable Range percentile99() {
    long pairs = distances.total();
    return pairs == 0 ? null : distances.find(pairs / 100 * 99 + (pairs % 100 * 99 + 99) / 100);
  }

  Difference difference(Shape shape, long percentile99) {
    long pairs = distances.total();
    long withoutDistance = nonFinite.values().stream().mapToLong(Long::longValue).sum();
    return new Difference(
        dtype,
        shape.size(),
        distances.totalAboveZero() + signOfZero + withoutDistance,
        maxDistance,
        pairs == 0 ? 0 : sum() / pairs,
        percentile99,
        maxAbs,
        maxRel,
        signOfZero,
        nonFinite,
        distances.histogram(),
        worst(shape));
  }

  /** The sum of the distances, rounded once. */
  private double sum() {
    return BigInteger.valueOf(sumHigh)
        .multiply(TWO_TO_64)
        .add(new BigInteger(Long.toUnsignedString(sumLow)))
        .add(BigInteger.valueOf(distances.sumOfExact()))
        .doubleValue();
  }

  private Difference.@Nullable Worst worst(Shape shape) {
    if (worstPosition < 0) {
      return null;
    }
    List<Integer> index = Arrays.stream(shape.indexOf(worstPosition)).boxed().toList();
    return new Difference.Worst(
        index, value(dtype, worstFromBits), value(dtype, worstToBits), worstFromBits, worstToBits);
  }

  /** The number that the bits stand for; of int64 the nearest float64. */
  private static double value(DType dtype, long bits) {
    return switch (dtype) {
      case FLOAT64 -> Double.longBitsToDouble(bits);
      case FLOAT32 -> Float.intBitsToFloat((int) bits);
      case FLOAT16 -> Bits16.fromFloat16Bits((int) bits);
      case BFLOAT16 -> Bits16.fromBfloat16Bits((int) bits);
      case INT64, BOOL -> bits;
    };
  }

  /** Unsigned; bits of finite numbers. */
  static long distance(DType dtype, long fromBits, long toBits) {
    long from = ordinal(dtype, fromBits);
    long to = ordinal(dtype, toBits);
    return from >= to ? from - to : to - from;
  }

  private static long ordinal(DType dtype, long bits) {
    if (!dtype.isFloating()) {
      return bits;
    }
    long sign = 1L << 8 * dtype.bytes() - 1;
    return (bits & sign) == 0 ? bits : -(bits & ~sign);
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
}
