package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** Blocks of the floating dtypes of at most 32 bits, whose bits are handled as ints. */
final class NarrowBlocks implements BlockComparison {
  private final DType dtype;
  private final int magnitudeMask;
  private final int infinity;

  /** Places by which the sign bit is moved to the top of an int. */
  private final int toTop;

  /** Below this distance the difference of two numbers is one of the dtype: within a binade. */
  private final int exactBelow;

  private final int[] from;
  private final int[] to;
  private final int[] distances;
  private final int[] larger;
  private final int[] scratch;
  private final float[] fromValues;
  private final float[] toValues;
  private final float[] magnitudes;
  private final short[] shorts;

  // The same bytes, seen as ints and as floats: conversions one by one do not vectorise.
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  /**
   * @param length pairs in the longest block
   */
  NarrowBlocks(DType dtype, int length) {
    this.dtype = dtype;
    this.from = new int[length];
    this.to = new int[length];
    this.distances = new int[length];
    this.larger = new int[length];
    this.scratch = new int[length];
    this.fromValues = new float[length];
    this.toValues = new float[length];
    this.magnitudes = new float[length];
    this.shorts = new short[length];
    int bits = 8 * dtype.bytes();
    this.toTop = Integer.SIZE - bits;
    this.magnitudeMask = Integer.MAX_VALUE >>> toTop;
    this.infinity = -1 << dtype.precision() - 1 & magnitudeMask;
    this.exactBelow = 1 << dtype.precision() - 2;
    ByteBuffer bytes = ByteBuffer.allocate(length * Integer.BYTES).order(ByteOrder.nativeOrder());
    this.asInts = bytes.asIntBuffer();
    this.asFloats = bytes.asFloatBuffer();
  }

  @Override
  public void add(
      long position, ByteBuffer fromBytes, ByteBuffer toBytes, int count, PairFigures figures) {
    load(fromBytes, from, count);
    load(toBytes, to, count);
    int finite = finitePairs(from, to, count, magnitudeMask, infinity);
    if (Arrays.mismatch(from, 0, count, to, 0, count) < 0) {
      figures.distances.add(0, finite);
      return;
    }
    if (finite < count) {
      for (int i = 0; i < count; i++) {
        figures.add(position + i, Integer.toUnsignedLong(from[i]), Integer.toUnsignedLong(to[i]));
      }
      return;
    }
    mark(position, count, figures);
    distances(from, to, distances, count, toTop, magnitudeMask);
    int most = largest(distances, count);
    int differing = differing(from, to, count);
    figures.differing += differing;
    figures.signOfZero += differing - nonZero(distances, count);
    figures.addToSum(0, sum(distances, count));
    figures.raiseMaxDistance(Integer.toUnsignedLong(most));
    count(figures.distances, most, count);
    if (figures.isWorst(Integer.toUnsignedLong(most))) {
      offerWorst(position, most, count, figures);
    }
    if (most != 0) {
      magnitudes(most, count, figures);
    }
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
    load(fromBytes, from, count);
    load(toBytes, to, count);
    distances(from, to, distances, count, toTop, magnitudeMask);
    boolean finite = finitePairs(from, to, count, magnitudeMask, infinity) == count;
    for (int i = 0; i < count; i++) {
      if (finite || isFinite(from[i]) && isFinite(to[i])) {
        range.offer(Integer.toUnsignedLong(distances[i]));
      }
    }
  }

  private boolean isFinite(int bits) {
    return (bits & magnitudeMask) < infinity;
  }

  private void load(ByteBuffer bytes, int[] bits, int count) {
    if (dtype == DType.FLOAT32) {
      bytes.asIntBuffer().get(bits, 0, count);
      return;
    }
    ShortBuffer view = bytes.asShortBuffer();
    view.get(shorts, 0, count);
    for (int i = 0; i < count; i++) {
      bits[i] = shorts[i] & 0xffff;
    }
  }

  private static int finitePairs(int[] from, int[] to, int count, int mask, int infinity) {
    int finite = 0;
    for (int i = 0; i < count; i++) {
      finite += ((from[i] & mask) - infinity & (to[i] & mask) - infinity) >>> 31;
    }
    return finite;
  }

  /** Differences of ordinals, which for numbers of 32 bits need all of an unsigned int. */
  private static void distances(
      int[] from, int[] to, int[] distances, int count, int toTop, int mask) {
    for (int i = 0; i < count; i++) {
      int fromSign = from[i] << toTop >> 31;
      int toSign = to[i] << toTop >> 31;
      int a = (from[i] & mask ^ fromSign) - fromSign;
      int b = (to[i] & mask ^ toSign) - toSign;
      distances[i] = Math.max(a, b) - Math.min(a, b);
    }
  }

  private static int largest(int[] unsigned, int count) {
    int largest = Integer.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, unsigned[i] ^ Integer.MIN_VALUE);
    }
    return largest ^ Integer.MIN_VALUE;
  }

  private static int differing(int[] from, int[] to, int count) {
    int differing = 0;
    for (int i = 0; i < count; i++) {
      int bits = from[i] ^ to[i];
      differing += (bits | -bits) >>> 31;
    }
    return differing;
  }

  private static int nonZero(int[] values, int count) {
    int nonZero = 0;
    for (int i = 0; i < count; i++) {
      nonZero += (values[i] | -values[i]) >>> 31;
    }
    return nonZero;
  }

  /** In halves of 16 bits, whose sums over a block are ints. */
  private static long sum(int[] unsigned, int count) {
    int low = 0;
    int high = 0;
    for (int i = 0; i < count; i++) {
      low += unsigned[i] & 0xffff;
      high += unsigned[i] >>> 16;
    }
    return ((long) high << 16) + low;
  }

  private void count(DistanceCounts counts, int most, int count) {
    long[] first = counts.table(0);
    long[] second = counts.table(1);
    long[] third = counts.table(2);
    long[] fourth = counts.table(3);
    int i = 0;
    if (Integer.compareUnsigned(most, counts.exactBelow()) < 0) {
      for (; i < count - 3; i += DistanceCounts.TABLES) {
        first[distances[i]]++;
        second[distances[i + 1]]++;
        third[distances[i + 2]]++;
        fourth[distances[i + 3]]++;
      }
    } else {
      for (; i < count - 3; i += DistanceCounts.TABLES) {
        first[counts.cell(distances[i])]++;
        second[counts.cell(distances[i + 1])]++;
        third[counts.cell(distances[i + 2])]++;
        fourth[counts.cell(distances[i + 3])]++;
      }
    }
    for (; i < count; i++) {
      first[counts.cell(distances[i])]++;
    }
  }

  private void offerWorst(long position, int most, int count, PairFigures figures) {
    for (int i = 0; i < count; i++) {
      if (distances[i] == most && from[i] != to[i]) {
        figures.offerWorst(
            position + i,
            true,
            Integer.toUnsignedLong(most),
            Integer.toUnsignedLong(from[i]),
            Integer.toUnsignedLong(to[i]));
        return;
      }
    }
  }

  /** The largest absolute and relative difference. */
  private void magnitudes(int most, int count, PairFigures figures) {
    toFloats(from, fromValues, count);
    toFloats(to, toValues, count);
    for (int i = 0; i < count; i++) {
      // Not 0, so that zeros are 0 apart and not NaN.
      larger[i] = Math.max(Math.max(from[i] & magnitudeMask, to[i] & magnitudeMask), 1);
    }
    toFloats(larger, magnitudes, count);
    float absolute = largestDifference(count);
    float relative = largestQuotient(count);
    // A difference of numbers of a binade is exact; any other was rounded to float32, which keeps
    // the order.
    boolean exact = Integer.compareUnsigned(most, exactBelow) < 0;
    if (exact) {
      figures.maxAbs = Math.max(figures.maxAbs, absolute);
    } else if (absolute >= (float) figures.maxAbs) {
      figures.maxAbs = Math.max(figures.maxAbs, exactLargestDifference(count));
    }
    // The quotient in float32 is off by two roundings: it tells where to look, not what is there.
    if (relative * (1 + 0x1p-20) >= figures.maxRel) {
      figures.maxRel = Math.max(figures.maxRel, exactLargestQuotient(count));
    }
  }

  /** Elementwise in float32; leaves the differences as the values of {@code to}. */
  private float largestDifference(int count) {
    for (int i = 0; i < count; i++) {
      toValues[i] = Math.abs(fromValues[i] - toValues[i]);
    }
    return largest(toValues, count);
  }

  private float largestQuotient(int count) {
    for (int i = 0; i < count; i++) {
      magnitudes[i] = toValues[i] / magnitudes[i];
    }
    return largest(magnitudes, count);
  }

  /** The largest of numbers from 0 on: in the order of their bits. */
  private float largest(float[] values, int count) {
    asFloats.put(0, values, 0, count);
    asInts.get(0, scratch, 0, count);
    int largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, scratch[i]);
    }
    return Float.intBitsToFloat(largest);
  }

  private double exactLargestDifference(int count) {
    toFloats(to, toValues, count);
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double apart = Math.abs((double) fromValues[i] - (double) toValues[i]);
      largest = apart > largest ? apart : largest;
    }
    return largest;
  }

  private double exactLargestQuotient(int count) {
    toFloats(to, toValues, count);
    toFloats(larger, magnitudes, count);
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double apart = Math.abs((double) fromValues[i] - (double) toValues[i]);
      double quotient = apart / magnitudes[i];
      largest = quotient > largest ? quotient : largest;
    }
    return largest;
  }

  /** The numbers that the bits of finite ones stand for. */
  private void toFloats(int[] bits, float[] values, int count) {
    int[] float32 = bits;
    if (dtype == DType.BFLOAT16) {
      for (int i = 0; i < count; i++) {
        scratch[i] = bits[i] << 16;
      }
      float32 = scratch;
    } else if (dtype == DType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        scratch[i] = (bits[i] & 0x8000) << 16 | (bits[i] & 0x7fff) << 13;
      }
      float32 = scratch;
    }
    asInts.put(0, float32, 0, count);
    asFloats.get(0, values, 0, count);
    if (dtype == DType.FLOAT16) {
      // Corrects the bias of the exponent, also of subnormal numbers; exact.
      for (int i = 0; i < count; i++) {
        values[i] *= 0x1p112f;
      }
    }
  }
}
