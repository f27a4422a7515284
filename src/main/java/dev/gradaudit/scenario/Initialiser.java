package dev.gradaudit.scenario;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * Makes the elements of a tensor. Element i of a random one depends on the stream and on i alone,
 * so it has the same bits whatever is drawn before it, on every platform.
 *
 * <p>Unless stated otherwise the formulas are evaluated in float64, in the order written, and the
 * result is rounded by {@link DType#round}; a result beyond its range becomes an infinity.
 */
sealed interface Initialiser {
  /**
   * @param random the stream of this tensor; not read when {@link #isRandom()} is false
   */
  Tensor create(DType dtype, Shape shape, CounterRandom random);

  default boolean isRandom() {
    return true;
  }

  /** Numbers of the file. */
  record Data(Tensor tensor) implements Initialiser {
    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      return tensor;
    }

    @Override
    public boolean isRandom() {
      return false;
    }
  }

  /** Equal elements; {@code value} already has the floating dtype's precision. */
  record Fill(double value) implements Initialiser {
    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      return Tensors.filled(dtype, shape, value);
    }

    @Override
    public boolean isRandom() {
      return false;
    }
  }

  /** start + step·i. */
  record Arange(double start, double step) implements Initialiser {
    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      return floating(dtype, shape, i -> start + step * i);
    }

    @Override
    public boolean isRandom() {
      return false;
    }
  }

  /** start + step·i in exact integers. Also equal elements, with a step of 0. */
  record IntegerArange(long start, long step) implements Initialiser {
    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      return integers(dtype, shape, i -> start + step * i);
    }

    @Override
    public boolean isRandom() {
      return false;
    }
  }

  /**
   * lo + (hi − lo)·u, with u uniform in [0, 1). Never hi unless lo = hi: what rounds up to hi
   * becomes the largest value of the dtype below it.
   *
   * @param lo a value of the dtype
   * @param hi a value of the dtype; hi − lo is finite
   */
  record Uniform(double lo, double hi) implements Initialiser {
    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      return floating(dtype, shape, i -> at(dtype, random.unit(i)));
    }

    double at(DType dtype, double unit) {
      double value = lo + (hi - lo) * unit;
      return dtype.round(value) < hi || lo == hi ? value : -dtype.nextUp(-hi);
    }
  }

  /** mean + std·g, with g standard normal. */
  record Normal(double mean, double std) implements Initialiser {
    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      return floating(dtype, shape, i -> mean + std * random.gaussian(i));
    }
  }

  /**
   * ±m·2^e: the sign, the significand m in [1, 2) and the exponent e in [minExponent, maxExponent]
   * are uniform and independent; exact in the dtype. Of draw 2i the highest bit is the sign and the
   * lowest 52 are the fraction of m, of which float32 takes the upper 23; draw 2i + 1 gives e.
   *
   * @param minExponent that of a normal number of the dtype, as is maxExponent
   */
  record Wide(int minExponent, int maxExponent) implements Initialiser {
    private static final int FRACTION_BITS = 52;
    private static final long FRACTION = (1L << FRACTION_BITS) - 1;

    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      int dropped = DType.FLOAT64.precision() - dtype.precision();
      return floating(dtype, shape, i -> at(i, dropped, random));
    }

    private double at(int i, int dropped, CounterRandom random) {
      long bits = random.bits(2L * i);
      long fraction = (bits & FRACTION) >>> dropped << dropped;
      long exponent = minExponent + random.below(2L * i + 1, maxExponent - minExponent + 1L);
      long biased = exponent + Double.MAX_EXPONENT;
      return Double.longBitsToDouble((bits & Long.MIN_VALUE) | biased << FRACTION_BITS | fraction);
    }
  }

  /**
   * Whole numbers, uniform in [lo, hi).
   *
   * @param lo exact in the dtype, as is hi; hi − lo is positive and fits in a long
   */
  record RandInt(long lo, long hi) implements Initialiser {
    @Override
    public Tensor create(DType dtype, Shape shape, CounterRandom random) {
      return integers(dtype, shape, i -> lo + random.below(i, hi - lo));
    }
  }

  private static Tensor floating(DType dtype, Shape shape, IntToDoubleFunction element) {
    return Tensors.generated(dtype, shape, i -> element.applyAsDouble((int) i));
  }

  /** Also for floating dtypes, in which the caller has made sure that the values are exact. */
  private static Tensor integers(DType dtype, Shape shape, IntToLongFunction element) {
    if (dtype != DType.INT64) {
      return floating(dtype, shape, i -> element.applyAsLong(i));
    }
    long[] values = new long[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = element.applyAsLong(i);
    }
    return new LongTensor(shape, values);
  }
}
