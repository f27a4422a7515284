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

  /** Below this it is so too, and distances are counted one by one. */
  private final int close;

  /** Spares most blocks the sight of their numbers. */
  private final NarrowClosePairs closePairs;

  private final int[] from;
  private final int[] to;
  private final int[] distances;
  private final int[] larger;
  private final int[] scratch;
  private final int[] differences;
  private final int[] ordinary;
  private final float[] fromValues;
  private final float[] toValues;
  private final float[] magnitudes;
  private final short[] shorts;

  // The same bytes, seen as ints and as floats: conversions one by one do not vectorise.
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  /**
   * @param length pairs in the longest block
   * @param exactlyCounted below it distances are counted one by one, a power of two
   */
  NarrowBlocks(DType dtype, int length, int exactlyCounted) {
    this.dtype = dtype;
    this.from = new int[length];
    this.to = new int[length];
    this.distances = new int[length];
    this.larger = new int[length];
    this.scratch = new int[length];
    this.differences = new int[length];
    this.ordinary = new int[length];
    this.fromValues = new float[length];
    this.toValues = new float[length];
    this.magnitudes = new float[length];
    this.shorts = new short[length];
    int bits = 8 * dtype.bytes();
    this.toTop = Integer.SIZE - bits;
    this.magnitudeMask = Integer.MAX_VALUE >>> toTop;
    this.infinity = -1 << dtype.precision() - 1 & magnitudeMask;
    this.exactBelow = 1 << dtype.precision() - 2;
    this.close = Math.min(exactBelow, exactlyCounted);
    this.closePairs = new NarrowClosePairs(dtype, length, close);
    ByteBuffer bytes = ByteBuffer.allocate(length * Integer.BYTES).order(ByteOrder.nativeOrder());
    this.asInts = bytes.asIntBuffer();
    this.asFloats = bytes.asFloatBuffer();
  }

  @Override
  public void add(
      long position, ByteBuffer fromBytes, ByteBuffer toBytes, int count, PairFigures figures) {
    load(fromBytes, from, count);
    load(toBytes, to, count);
    if (Arrays.mismatch(from, 0, count, to, 0, count) < 0) {
      figures.distances.add(0, finitePairs(from, to, count, magnitudeMask, infinity));
      return;
    }
    // Distances that are neither exceptional nor larger than what is known need no further care.
    int least = (int) Math.min(figures.maxDistance() + 1, close);
    int remarkable = closePairs.remarkable(from, to, distances, count, figures);
    if (remarkable >= 0 && addRemarkable(position, remarkable, figures)) {
      figures.distances.addAll(distances, count, figures.maxDistance());
      mark(position, count, figures);
      return;
    }
    distances(from, to, distances, count, toTop, magnitudeMask);
    markOrdinary(from, to, distances, ordinary, count, magnitudeMask, infinity);
    keepBelow(distances, ordinary, count, least);
    mark(position, count, figures);
    quotients(fromBytes, toBytes, count);
    if (isWithin(figures, true, count)) {
      figures.distances.addAll(distances, count, figures.maxDistance());
    } else if (finitePairs(from, to, count, magnitudeMask, infinity) < count) {
      for (int i = 0; i < count; i++) {
        figures.add(position + i, Integer.toUnsignedLong(from[i]), Integer.toUnsignedLong(to[i]));
      }
    } else {
      figures.signOfZero += differing(from, to, count) - reaching(distances, count, 1);
      figures.addLarge(sumFrom(figures.distances.exactBelow(), count));
      offerWorst(position, count, figures);
      figures.distances.addAll(distances, count, figures.maxDistance());
      Arrays.fill(ordinary, -1);
      if (!isWithin(figures, reaching(distances, count, exactBelow) == 0, count)) {
        toFloats(to, toValues, count);
        toFloats(larger, magnitudes, count);
        figures.maxAbs = Math.max(figures.maxAbs, largestDifference(count));
        figures.maxRel = Math.max(figures.maxRel, largestQuotient(count));
      }
    }
  }

  /** Looks at single pairs; does nothing and says so when one of them is not finite. */
  private boolean addRemarkable(long position, int remarkable, PairFigures figures) {
    for (int i = 0; i < remarkable; i++) {
      int at = closePairs.place(i);
      if (!isFinite(from[at]) || !isFinite(to[at])) {
        return false;
      }
    }
    for (int i = 0; i < remarkable; i++) {
      int at = closePairs.place(i);
      long fromBits = Integer.toUnsignedLong(from[at]);
      long toBits = Integer.toUnsignedLong(to[at]);
      long distance = PairFigures.distance(dtype, fromBits, toBits);
      distances[at] = (int) distance;
      if (fromBits != toBits) {
        figures.addExtremes(position + at, fromBits, toBits, distance);
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

  /**
   * Differences of ordinals, which for numbers of 32 bits need all of an unsigned int. In
   * arithmetic of bits, here and below, because a minimum or a choice does not vectorise; neither
   * does a loop that does more at a time. Of pairs that are not finite the distance means nothing.
   */
  private static void distances(
      int[] from, int[] to, int[] distances, int count, int toTop, int mask) {
    for (int i = 0; i < count; i++) {
      int fromSign = from[i] << toTop >> 31;
      int toSign = to[i] << toTop >> 31;
      int a = (from[i] & mask ^ fromSign) - fromSign;
      int b = (to[i] & mask ^ toSign) - toSign;
      int difference = a - b;
      // All ones where a < b, also where the difference overflows.
      int less = (difference ^ (a ^ b) & (difference ^ a)) >> 31;
      distances[i] = (difference ^ less) - less;
    }
  }

  /** Makes negative the marks of pairs that are finite, and either equal or no zeros. */
  private static void markOrdinary(
      int[] from, int[] to, int[] distances, int[] marks, int count, int mask, int infinity) {
    for (int i = 0; i < count; i++) {
      int finite = (from[i] & mask) - infinity & (to[i] & mask) - infinity;
      int bits = from[i] ^ to[i];
      marks[i] = finite & (~(bits | -bits) | distances[i] | -distances[i]);
    }
  }

  /** Leaves negative the marks of distances below a limit above 0. */
  private static void keepBelow(int[] distances, int[] marks, int count, int limit) {
    for (int i = 0; i < count; i++) {
      int value = distances[i];
      // The borrow of value - limit.
      marks[i] &= ~value & limit | (~value | limit) & value - limit;
    }
  }

  private static int differing(int[] from, int[] to, int count) {
    int differing = 0;
    for (int i = 0; i < count; i++) {
      int bits = from[i] ^ to[i];
      differing += (bits | -bits) >>> 31;
    }
    return differing;
  }

  /** How many of these unsigned numbers are at least so large; the least is above 0. */
  private static int reaching(int[] unsigned, int count, int least) {
    int below = 0;
    for (int i = 0; i < count; i++) {
      int value = unsigned[i];
      // The borrow of value - least.
      below += (~value & least | (~value | least) & value - least) >>> 31;
    }
    return count - below;
  }

  /** The sum of those that are at least so large: in halves of 16 bits, whose sums are ints. */
  private long sumFrom(int powerOfTwo, int count) {
    int shift = Integer.numberOfTrailingZeros(powerOfTwo);
    int low = 0;
    int high = 0;
    for (int i = 0; i < count; i++) {
      int multiple = distances[i] >>> shift;
      int large = distances[i] & (multiple | -multiple) >> 31;
      low += large & 0xffff;
      high += large >>> 16;
    }
    return ((long) high << 16) + low;
  }

  /** Looks at single pairs only in a block that has something worse than what is known. */
  private void offerWorst(long position, int count, PairFigures figures) {
    int known = (int) figures.maxDistance();
    if (figures.hasWorst() && (known == -1 || reaching(distances, count, known + 1) == 0)) {
      return;
    }
    int worst = -1;
    for (int i = 0; i < count; i++) {
      if (from[i] != to[i]
          && (worst < 0 || Integer.compareUnsigned(distances[i], distances[worst]) > 0)) {
        worst = i;
      }
    }
    long distance = Integer.toUnsignedLong(distances[worst]);
    figures.raiseMaxDistance(distance);
    figures.offerWorst(
        position + worst,
        true,
        distance,
        Integer.toUnsignedLong(from[worst]),
        Integer.toUnsignedLong(to[worst]));
  }

  /** Differences, as the values of {@code to}, and quotients of them and the larger magnitude. */
  private void quotients(ByteBuffer fromBytes, ByteBuffer toBytes, int count) {
    if (dtype == DType.FLOAT32) {
      fromBytes.asFloatBuffer().get(fromValues, 0, count);
      toBytes.asFloatBuffer().get(toValues, 0, count);
    } else {
      toFloats(from, fromValues, count);
      toFloats(to, toValues, count);
    }
    larger(from, to, larger, count, magnitudeMask);
    toFloats(larger, magnitudes, count);
    for (int i = 0; i < count; i++) {
      float difference = fromValues[i] - toValues[i];
      toValues[i] = difference;
      magnitudes[i] = difference / magnitudes[i];
    }
    asFloats.put(0, toValues, 0, count);
    asInts.get(0, differences, 0, count);
    asFloats.put(0, magnitudes, 0, count);
    asInts.get(0, scratch, 0, count);
  }

  /**
   * Whether all pairs are ordinary, and no difference, absolute or relative, may be larger than
   * what is known.
   *
   * @param exact whether ordinary pairs are so close that their difference is a number of the dtype
   */
  private boolean isWithin(PairFigures figures, boolean exact, int count) {
    // Rounding to float32 keeps the order: a difference that is larger than the largest so far is
    // not smaller afterwards, and larger still where nothing is rounded. A quotient in float32 is
    // off by two roundings: it tells where to look, not what is there.
    int absolute = Float.floatToRawIntBits((float) figures.maxAbs) + (exact ? 1 : 0);
    int relative = Float.floatToRawIntBits((float) (figures.maxRel * (1 - 0x1p-20)));
    return within(ordinary, differences, absolute, scratch, relative, count) == count;
  }

  /**
   * How many places are marked by a negative number and have two floats whose magnitudes are below
   * limits, by their bits. A loop that adds up is slow: there is only one for all of it.
   */
  private static int within(
      int[] marks, int[] first, int firstLimit, int[] second, int secondLimit, int count) {
    int within = 0;
    for (int i = 0; i < count; i++) {
      int a = (first[i] & Integer.MAX_VALUE) - firstLimit;
      int b = (second[i] & Integer.MAX_VALUE) - secondLimit;
      within += (marks[i] & a & b) >>> 31;
    }
    return within;
  }

  /**
   * The bits of the larger magnitude, but not those of 0, so that zeros are 0 apart and not NaN.
   */
  private static void larger(int[] from, int[] to, int[] larger, int count, int mask) {
    for (int i = 0; i < count; i++) {
      int magnitude = from[i] & mask;
      int difference = magnitude - (to[i] & mask);
      int most = magnitude - (difference & difference >> 31);
      larger[i] = most - (most - 1 & most - 1 >> 31);
    }
  }

  private double largestDifference(int count) {
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double apart = Math.abs((double) fromValues[i] - (double) toValues[i]);
      largest = apart > largest ? apart : largest;
    }
    return largest;
  }

  private double largestQuotient(int count) {
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
