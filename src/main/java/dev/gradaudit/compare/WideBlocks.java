package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Blocks of float64. */
final class WideBlocks implements BlockComparison {
  private static final long MAGNITUDE = Long.MAX_VALUE;
  private static final long INFINITY = 0x7ff0000000000000L;

  /** Spares most blocks the sight of their numbers. */
  private final WideClosePairs closePairs;

  private final long[] from;
  private final long[] to;
  private final long[] distances;
  private final double[] fromValues;
  private final double[] toValues;

  /**
   * @param length pairs in the longest block
   * @param exactlyCounted below it distances are counted one by one, a power of two
   */
  WideBlocks(int length, int exactlyCounted) {
    this.closePairs = new WideClosePairs(length, exactlyCounted);
    this.from = new long[length];
    this.to = new long[length];
    this.distances = new long[length];
    this.fromValues = new double[length];
    this.toValues = new double[length];
  }

  @Override
  public void add(
      long position, ByteBuffer fromBytes, ByteBuffer toBytes, int count, PairFigures figures) {
    load(fromBytes, toBytes, count);
    if (Arrays.mismatch(from, 0, count, to, 0, count) < 0) {
      figures.distances.add(0, finitePairs(from, to, count));
      return;
    }
    int remarkable = closePairs.remarkable(from, to, distances, count, figures);
    if (remarkable >= 0 && addRemarkable(position, remarkable, figures)) {
      figures.distances.addAll(distances, count, figures.maxDistance());
      mark(position, count, figures);
      return;
    }
    int finite = finitePairs(from, to, count);
    if (finite < count) {
      for (int i = 0; i < count; i++) {
        figures.add(position + i, from[i], to[i]);
      }
      return;
    }
    mark(position, count, figures);
    long most = distances(count);
    countZeros(count, figures);
    sum(count, figures);
    figures.raiseMaxDistance(most);
    figures.distances.addAll(distances, count, most);
    if (figures.isWorst(most)) {
      offerWorst(position, most, count, figures);
    }
    fromBytes.asDoubleBuffer().get(fromValues, 0, count);
    toBytes.asDoubleBuffer().get(toValues, 0, count);
    magnitudes(count, figures);
  }

  /** Looks at single pairs; does nothing and says so when one of them is not finite. */
  private boolean addRemarkable(long position, int remarkable, PairFigures figures) {
    for (int i = 0; i < remarkable; i++) {
      int at = closePairs.place(i);
      if ((from[at] & MAGNITUDE) >= INFINITY || (to[at] & MAGNITUDE) >= INFINITY) {
        return false;
      }
    }
    for (int i = 0; i < remarkable; i++) {
      int at = closePairs.place(i);
      distances[at] = PairFigures.distance(DType.FLOAT64, from[at], to[at]);
      if (from[at] != to[at]) {
        figures.addExtremes(position + at, from[at], to[at], distances[at]);
      }
    }
    return true;
  }

  private void mark(long position, int count, PairFigures figures) {
    for (int i = 0; i < count && figures.marks(); i++) {
      if (from[i] != to[i]) {
        figures.mark(position + i);
      }
    }
  }

  @Override
  public void collect(ByteBuffer fromBytes, ByteBuffer toBytes, int count, RangeCounts range) {
    load(fromBytes, toBytes, count);
    for (int i = 0; i < count; i++) {
      if ((from[i] & MAGNITUDE) < INFINITY && (to[i] & MAGNITUDE) < INFINITY) {
        range.offer(PairFigures.distance(DType.FLOAT64, from[i], to[i]));
      }
    }
  }

  private void load(ByteBuffer fromBytes, ByteBuffer toBytes, int count) {
    fromBytes.asLongBuffer().get(from, 0, count);
    toBytes.asLongBuffer().get(to, 0, count);
  }

  private static int finitePairs(long[] from, long[] to, int count) {
    long finite = 0;
    for (int i = 0; i < count; i++) {
      finite += ((from[i] & MAGNITUDE) - INFINITY & (to[i] & MAGNITUDE) - INFINITY) >>> 63;
    }
    return (int) finite;
  }

  private long distances(int count) {
    distances(from, to, distances, count);
    long most = 0;
    for (int i = 0; i < count; i++) {
      most = Long.compareUnsigned(distances[i], most) > 0 ? distances[i] : most;
    }
    return most;
  }

  /** In arithmetic of bits, because a choice does not vectorise. */
  private static void distances(long[] from, long[] to, long[] distances, int count) {
    for (int i = 0; i < count; i++) {
      long fromSign = from[i] >> 63;
      long toSign = to[i] >> 63;
      long a = (from[i] & MAGNITUDE ^ fromSign) - fromSign;
      long b = (to[i] & MAGNITUDE ^ toSign) - toSign;
      long difference = a - b;
      // All ones where a < b, also where the difference overflows.
      long less = (difference ^ (a ^ b) & (difference ^ a)) >> 63;
      distances[i] = (difference ^ less) - less;
    }
  }

  private void countZeros(int count, PairFigures figures) {
    long differing = 0;
    long apart = 0;
    for (int i = 0; i < count; i++) {
      long bits = from[i] ^ to[i];
      differing += (bits | -bits) >>> 63;
      apart += (distances[i] | -distances[i]) >>> 63;
    }
    figures.signOfZero += differing - apart;
  }

  /** Of those that are not counted one by one; in halves of 32 bits, whose sums are longs. */
  private void sum(int count, PairFigures figures) {
    int shift = Integer.numberOfTrailingZeros(figures.distances.exactBelow());
    long low = 0;
    long high = 0;
    for (int i = 0; i < count; i++) {
      long multiple = distances[i] >>> shift;
      long large = distances[i] & (multiple | -multiple) >> 63;
      low += large & 0xffffffffL;
      high += large >>> 32;
    }
    figures.addLarge(high >>> 32, high << 32);
    figures.addLarge(low);
  }

  private void offerWorst(long position, long most, int count, PairFigures figures) {
    for (int i = 0; i < count; i++) {
      if (distances[i] == most && from[i] != to[i]) {
        figures.offerWorst(position + i, true, most, from[i], to[i]);
        return;
      }
    }
  }

  private void magnitudes(int count, PairFigures figures) {
    double maxAbs = figures.maxAbs;
    double maxRel = figures.maxRel;
    for (int i = 0; i < count; i++) {
      if (distances[i] != 0) {
        double apart = Math.abs(fromValues[i] - toValues[i]);
        maxAbs = apart > maxAbs ? apart : maxAbs;
        double magnitude = Math.max(Math.abs(fromValues[i]), Math.abs(toValues[i]));
        // A division takes far longer than a product. The quotient exceeds the largest so far only
        // if the difference reaches this product, which is rounded down by more than both round.
        if (apart >= maxRel * (1 - 0x1p-40) * magnitude) {
          maxRel = Math.max(maxRel, PairFigures.relative(fromValues[i], toValues[i]));
        }
      }
    }
    figures.maxAbs = maxAbs;
    figures.maxRel = maxRel;
  }
}
