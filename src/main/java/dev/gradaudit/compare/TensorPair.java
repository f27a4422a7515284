package dev.gradaudit.compare;

import dev.gradaudit.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** What came of a name in two collections of tensors. Facts only. */
public sealed interface TensorPair {
  /** Its name in the first one; null where there is none. */
  @Nullable String from();

  /** Its name in the second one; null where there is none. */
  @Nullable String to();

  /** The name in the first collection, or else in the second. */
  default String name() {
    String first = from();
    return first == null ? String.valueOf(to()) : first;
  }

  /**
   * A tensor with its type.
   *
   * @param type in the file's own terms, such as {@code int32}
   */
  record Kind(String type, Shape shape) {
    @Override
    public String toString() {
      return type + shape;
    }
  }

  /** Both are there and were compared. */
  record Compared(String from, String to, Kind kind, Difference difference) implements TensorPair {
    /**
     * Whether the second may stand for the first: no bit differs, or, with a limit above 0, all
     * numbers are so close and whatever is not finite is the same. Integers have to be the same.
     *
     * @param maxUlp unsigned; 0 demands the same bits
     */
    public boolean within(long maxUlp) {
      if (difference.identical()) {
        return true;
      }
      return maxUlp != 0
          && difference.dtype().isFloating()
          && difference.nonFiniteTotal() == 0
          && Long.compareUnsigned(difference.maxUlp(), maxUlp) <= 0;
    }
  }

  /** Both are there, but of other types or shapes: nothing was compared. */
  record Unlike(String from, String to, Kind fromKind, Kind toKind) implements TensorPair {}

  /** Only one of them is there; the other name is null. */
  record Alone(@Nullable String from, @Nullable String to, Kind kind) implements TensorPair {}
}
