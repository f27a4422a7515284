package dev.gradaudit.tensorfile;

import java.nio.ByteBuffer;

/** Bytes in memory. */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record HeapBytes(byte[] bytes) implements ByteStore {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public Bytes open(long first, long end) {
    ByteBuffer rest = ByteBuffer.wrap(bytes, (int) first, (int) (end - first));
    return new Bytes() {
      @Override
      public ByteBuffer next(int count) {
        ByteBuffer next = rest.slice(rest.position(), count);
        rest.position(rest.position() + count);
        return next;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Anywhere anywhere() {
    return new Anywhere() {
      @Override
      public void copy(long from, int count, ByteBuffer to) {
        to.put(bytes, (int) from, count);
      }

      @Override
      public void close() {}
    };
  }
}
