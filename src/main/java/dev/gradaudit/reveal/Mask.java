package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;

/**
 * Terms that hide others: a large number at one place and its negative at another swallow every
 * unit that is added to either before they meet.
 *
 * @param large a power of two
 * @param unit a power of two, so small that {@code block} of them vanish in {@code large}, in the
 *     dtype and in float32 besides, in which 16-bit numbers are often accumulated
 * @param block how many units are counted without rounding, also once they are divided for a mean
 */
record Mask(double large, double unit, int block) {
  /** Powers of two are exact there, and nothing near overflow is needed. */
  private static final double LARGE = 0x1p100;

  private static final double LARGE_DOUBLE = 0x1p900;

  /** The largest block that is of any use. */
  private static final int MOST = 1 << 30;

  /** A mean is the sum, divided and rounded: some bits are left for that. */
  private static final int SPARE_BITS = 3;

  /** The range of float16 has to hold the large number, the units and their mean. */
  private static final int MOST_FLOAT16_TERMS_OF_A_MEAN = 2048;

  static Mask of(DType dtype, SumOp op, int terms) throws StoppedException {
    boolean mean = op == SumOp.MEAN;
    int bits = dtype.precision() - (mean ? SPARE_BITS : 0);
    int block = bits >= 30 ? MOST : 1 << bits;
    if (dtype == DType.FLOAT64) {
      return new Mask(LARGE_DOUBLE, 1, block);
    }
    if (dtype != DType.FLOAT16) {
      return new Mask(LARGE, 1, block);
    }
    if (!mean) {
      return new Mask(0x1p15, 0x1p-24, block);
    }
    if (terms > MOST_FLOAT16_TERMS_OF_A_MEAN) {
      throw new StoppedException(
          StoppedException.Cause.UNSUITABLE,
          "a float16 mean of more than "
              + MOST_FLOAT16_TERMS_OF_A_MEAN
              + " terms is too small to count in; reveal the sum, or choose fewer terms");
    }
    // A unit divided by n may be subnormal: then its rounding error is 2^-25, a quarter of 1/n of a
    // unit. Block times unit stays below 2^-11, a quarter of a float32's spacing below 2^15.
    int shift = 32 - Integer.numberOfLeadingZeros(Math.max(1, terms - 1));
    return new Mask(0x1p15, Math.scalb(1.0, shift - 23), Math.min(block, 1 << (11 - shift)));
  }
}
