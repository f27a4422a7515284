package dev.gradaudit.numeric;

/**
 * Random numbers that are a function of (seed, stream, index) and of nothing else: no state, so the
 * same whatever the number of threads, the platform or the sequence of calls.
 *
 * <p>The seed and the name of the stream are hashed into two keys; an index passes through two
 * rounds of the finaliser of SplitMix64 (Steele, Lea, Flood 2014; the constants are Stafford's
 * variant 13), one key before each. For each index the methods share their random bits: use a
 * stream per purpose.
 *
 * <pre>{@code
 * CounterRandom weights = CounterRandom.of(0, "weight");
 * double third = weights.unit(2);
 * }</pre>
 */
public final class CounterRandom {
  /** 2^64 divided by the golden ratio, made odd: successive multiples spread evenly. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long firstKey;
  private final long secondKey;

  private CounterRandom(long firstKey, long secondKey) {
    this.firstKey = firstKey;
    this.secondKey = secondKey;
  }

  /** The stream of that name under that seed; other names and seeds give unrelated numbers. */
  public static CounterRandom of(long seed, String stream) {
    long hash = mix(seed + GOLDEN);
    for (int i = 0; i < stream.length(); i++) {
      hash = mix((hash ^ stream.charAt(i)) + GOLDEN);
    }
    // The length closes the name, so that no name is the beginning of another.
    long firstKey = mix(hash + stream.length());
    // Mixed twice: after one round it would be what index 1 is mixed to, and cancel it.
    return new CounterRandom(firstKey, mix(mix(firstKey + GOLDEN) + GOLDEN));
  }

  /** 64 random bits; over all indices of a stream each value occurs once. */
  public long bits(long index) {
    return bits(index, 0);
  }

  /** Uniform in [0, 1): a multiple of 2^-53. */
  public double unit(long index) {
    return (bits(index) >>> 11) * 0x1p-53;
  }

  /** Uniform in [0, 1): a multiple of 2^-24, the upper bits of {@link #unit}. */
  public float unitFloat(long index) {
    return (bits(index) >>> 40) * 0x1p-24f;
  }

  /**
   * Normal with mean 0 and variance 1, by the polar form of Box and Muller's transform from two
   * uniform numbers of this index; at most 8.6 in magnitude.
   */
  public double gaussian(long index) {
    // 1 - u is in (0, 1], which keeps the logarithm finite.
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(index)));
    double angle = 2 * Math.PI * ((bits(index, 1) >>> 11) * 0x1p-53);
    return radius * StrictMath.cos(angle);
  }

  /**
   * Uniform in 0 … bound - 1, without bias: the upper half of a 128-bit product, with the few
   * products that would favour some values drawn again (Lemire 2019).
   *
   * @param bound at least 1
   */
  public long below(long index, long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("a bound is at least 1, not " + bound);
    }
    for (int attempt = 0; ; attempt++) {
      long random = bits(index, attempt);
      long low = random * bound;
      // 2^64 mod bound of the products are too many; that is below the bound, so rarely needed.
      if (Long.compareUnsigned(low, bound) >= 0
          || Long.compareUnsigned(low, Long.remainderUnsigned(-bound, bound)) >= 0) {
        return unsignedMultiplyHigh(random, bound);
      }
    }
  }

  /**
   * A uniform permutation of 0 … n - 1 (Fisher and Yates), from the indices below n.
   *
   * @return for each position what stands there
   */
  public int[] permutation(int n) {
    int[] permutation = new int[n];
    for (int i = 0; i < n; i++) {
      int j = (int) below(i, i + 1L);
      permutation[i] = permutation[j];
      permutation[j] = i;
    }
    return permutation;
  }

  private long bits(long index, int draw) {
    return mix((mix(index * GOLDEN + firstKey) ^ secondKey) + draw * GOLDEN);
  }

  /** For a non-negative b; a negative a stands for a + 2^64. */
  private static long unsignedMultiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
