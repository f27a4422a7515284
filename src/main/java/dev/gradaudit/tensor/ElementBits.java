package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The elements of a tensor as raw bits in row-major order, wherever they are kept: they can be read
 * from the start as often as wanted, and take no memory beyond what is being read.
 */
public interface ElementBits {
  /** What the bits mean; integers narrower than 64 bits are widened to int64. */
  DType dtype();

  Shape shape();

  /** The name of the type in which the elements are kept, such as {@code int32}. */
  default String typeLabel() {
    return dtype().label();
  }

  /** Whether {@link #open} at any element costs no more than at the first. */
  boolean seekable();

  /**
   * Reads on from an element.
   *
   * @param first its row-major position
   * @param end the position before which reading ends
   */
  Reader open(long first, long end) throws IOException;

  /** Reads elements one after the other; for one thread. */
  interface Reader extends Closeable {
    /**
     * The next elements, each {@link DType#bytes()} long in the order of bytes that the buffer has,
     * from its position to its limit. Valid until the next call.
     *
     * @param count how many, at most as many as are left
     */
    ByteBuffer next(int count) throws IOException;
  }
}
