package dev.gradaudit.tensorfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a tensor, wherever they are kept; they can be read as often as wanted. */
interface ByteStore {
  long size();

  /** Whether reading can begin anywhere at no cost. */
  boolean seekable();

  /** Reads on from a byte. */
  Bytes open(long first, long end) throws IOException;

  /** All bytes at once, for reading here and there. */
  Anywhere anywhere() throws IOException;

  /** Finds out whether the bytes are the ones that were written, where the file can tell. */
  default void verify() throws IOException {}

  /** Reads bytes one after the other. */
  interface Bytes extends Closeable {
    /** The next bytes, from the buffer's position to its limit; valid until the next call. */
    ByteBuffer next(int count) throws IOException;
  }

  /** Reads up to eight bytes at a place. */
  interface Anywhere extends Closeable {
    /** Copies bytes to a buffer, at its position. */
    void copy(long from, int count, ByteBuffer to);
  }
}
