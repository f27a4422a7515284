package dev.gradaudit.tensorfile;

import dev.gradaudit.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads elements in row-major order that a file has in column-major order. */
final class ColumnMajor implements ByteStore.Bytes {
  private final ByteStore.Anywhere source;
  private final int[] extents;
  private final long[] strides;
  private final int[] index;
  private final int width;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long at;

  /**
   * @param width bytes of an element
   * @param first the row-major position to begin at
   */
  ColumnMajor(ByteStore.Anywhere source, Shape shape, int width, long first) {
    this.source = source;
    this.width = width;
    this.extents = shape.extents();
    this.strides = new long[extents.length];
    long stride = width;
    for (int dim = 0; dim < extents.length; dim++) {
      strides[dim] = stride;
      stride *= extents[dim];
    }
    this.index = shape.size() == 0 ? new int[extents.length] : shape.indexOf(first);
    for (int dim = 0; dim < extents.length; dim++) {
      at += index[dim] * strides[dim];
    }
  }

  @Override
  public ByteBuffer next(int count) {
    if (buffer.capacity() < count) {
      buffer = ByteBuffer.allocate(count);
    }
    buffer.clear();
    while (buffer.position() < count) {
      source.copy(at, width, buffer);
      advance();
    }
    return buffer.flip();
  }

  private void advance() {
    for (int dim = extents.length - 1; dim >= 0; dim--) {
      at += strides[dim];
      if (++index[dim] < extents[dim]) {
        return;
      }
      at -= extents[dim] * strides[dim];
      index[dim] = 0;
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
