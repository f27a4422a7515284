package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.nio.ByteBuffer;

/** Pair by pair, for integers and for tensors of a few elements. */
record SinglePairs(DType dtype) implements BlockComparison {
  @Override
  public void add(long position, ByteBuffer from, ByteBuffer to, int count, PairFigures figures) {
    for (int i = 0; i < count; i++) {
      figures.add(position + i, bits(from, i), bits(to, i));
    }
  }

  @Override
  public void collect(ByteBuffer from, ByteBuffer to, int count, RangeCounts range) {
    for (int i = 0; i < count; i++) {
      long a = bits(from, i);
      long b = bits(to, i);
      if (isFinite(a) && isFinite(b)) {
        range.offer(PairFigures.distance(dtype, a, b));
      }
    }
  }

  private boolean isFinite(long bits) {
    if (!dtype.isFloating()) {
      return true;
    }
    long magnitude = -1L >>> Long.SIZE - 8 * dtype.bytes() + 1;
    long infinity = -1L << dtype.precision() - 1 & magnitude;
    return (bits & magnitude) < infinity;
  }

  private long bits(ByteBuffer bytes, int i) {
    int at = bytes.position() + i * dtype.bytes();
    return switch (dtype.bytes()) {
      case 1 -> bytes.get(at) & 0xff;
      case 2 -> bytes.getShort(at) & 0xffff;
      case 4 -> bytes.getInt(at) & 0xffffffffL;
      default -> bytes.getLong(at);
    };
  }
}
