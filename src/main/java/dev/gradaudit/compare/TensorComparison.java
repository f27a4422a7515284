package dev.gradaudit.compare;

import dev.gradaudit.compare.DistanceCounts.Range;
import dev.gradaudit.tensor.ElementBits;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.TensorBits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two tensors element by element, in the arithmetic of their dtype: a ULP of float32 is
 * one of float32.
 *
 * <p>Takes one pass over the elements; further ones for the 99th percentile where it is large. What
 * memory it takes does not depend on the number of elements, and the result not on the number of
 * workers. Thread-safe.
 */
public final class TensorComparison {
  private TensorComparison() {}

  /**
   * How {@code to} differs from {@code from}.
   *
   * @throws IllegalArgumentException when the dtypes or shapes are not the same, or when the
   *     elements are integers
   */
  public static Difference compare(Tensor from, Tensor to) {
    return compareInMemory(from, to, null);
  }

  /**
   * The same, marking each position at which the bits differ.
   *
   * @param varying gets the row-major positions; what is set in it stays set
   */
  public static Difference compare(Tensor from, Tensor to, BitSet varying) {
    return compareInMemory(from, to, varying);
  }

  /**
   * How {@code to} differs from {@code from}, wherever their elements are kept. Integers are as
   * many ULPs apart as their difference is.
   *
   * @param workers threads at most
   * @throws IOException when one of them cannot be read
   * @throws IllegalArgumentException when the dtypes or shapes are not the same
   */
  public static Difference compare(ElementBits from, ElementBits to, int workers)
      throws IOException {
    return compare(from, to, new PairScan(from, to, workers), null);
  }

  private static Difference compareInMemory(Tensor from, Tensor to, @Nullable BitSet varying) {
    if (!from.dtype().isFloating()) {
      throw new IllegalArgumentException(
          from.dtype().label() + " has no distances: only floating-point tensors are compared");
    }
    try {
      ElementBits a = new TensorBits(from);
      ElementBits b = new TensorBits(to);
      return compare(a, b, new PairScan(a, b, 1), varying);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Difference compare(
      ElementBits from, ElementBits to, PairScan scan, @Nullable BitSet varying)
      throws IOException {
    if (from.dtype() != to.dtype() || !from.shape().equals(to.shape())) {
      throw new IllegalArgumentException(
          from.dtype().label() + from.shape() + " against " + to.dtype().label() + to.shape());
    }
    PairFigures figures =
        scan.run(
            () -> new PairFigures(from.dtype(), from.shape().size(), varying),
            (blocks, position, a, b, count, into) -> blocks.add(position, a, b, count, into),
            PairFigures::addAll);
    Range range = figures.percentile99();
    while (range != null && range.bits() > 0) {
      Range wide = range;
      range =
          scan.run(
                  () -> new RangeCounts(wide),
                  (blocks, position, a, b, count, into) -> blocks.collect(a, b, count, into),
                  RangeCounts::addAll)
              .narrowed();
    }
    return figures.difference(from.shape(), range == null ? 0 : range.least());
  }
}
