package dev.gradaudit.tensorfile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The bytes of a deflated entry, inflated while they are read. At the end of the entry its checksum
 * is looked at.
 *
 * @param skipped bytes before the ones that are meant
 */
record InflatedBytes(InputFile file, ZipIndex.Entry entry, long skipped) implements ByteStore {
  private static final int INPUT_BYTES = 1 << 16;

  /** How much may be inflated at once, for arrays that cannot be read from front to back. */
  private static long mostAtOnce() {
    return Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4);
  }

  @Override
  public long size() {
    return entry.inflatedSize() - skipped;
  }

  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public Bytes open(long first, long end) throws IOException {
    Stream stream = new Stream();
    for (long rest = skipped + first; rest > 0; ) {
      int count = (int) Math.min(rest, INPUT_BYTES);
      stream.next(count);
      rest -= count;
    }
    return stream;
  }

  @Override
  public Anywhere anywhere() throws IOException {
    if (size() > mostAtOnce()) {
      throw file.malformed(
          "'" + entry.name() + "' is compressed and in Fortran order, too large to be turned round",
          "save it with numpy.savez, or as numpy.ascontiguousarray");
    }
    byte[] all = new byte[(int) size()];
    try (Bytes bytes = open(0, size())) {
      for (int at = 0; at < all.length; at += INPUT_BYTES) {
        int count = Math.min(INPUT_BYTES, all.length - at);
        bytes.next(count).get(all, at, count);
      }
    }
    return new HeapBytes(all).anywhere();
  }

  static void requireChecksum(InputFile file, ZipIndex.Entry entry, CRC32 crc)
      throws TensorFileException {
    if (crc.getValue() != entry.crc()) {
      throw file.malformed(
          "the checksum of '" + entry.name() + "' is wrong: its bytes have changed",
          "get a whole copy of the file");
    }
  }

  private final class Stream implements Bytes {
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[INPUT_BYTES];
    private final InputStream source;
    private long unread = entry.size();
    private long produced;
    private byte[] output = {};

    Stream() throws IOException {
      FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
      channel.position(entry.offset());
      source = new BufferedInputStream(Channels.newInputStream(channel), INPUT_BYTES);
    }

    @Override
    public ByteBuffer next(int count) throws IOException {
      if (output.length < count) {
        output = new byte[count];
      }
      int filled = 0;
      while (filled < count) {
        int more = inflate(filled, count - filled);
        if (more == 0) {
          throw broken("ends after " + (produced + filled) + " bytes of " + entry.inflatedSize());
        }
        filled += more;
      }
      crc.update(output, 0, count);
      produced += count;
      if (produced == entry.inflatedSize()) {
        if (inflate(-1, 1) > 0) {
          throw broken("has more than the " + entry.inflatedSize() + " bytes that it promises");
        }
        requireChecksum(file, entry, crc);
      }
      return ByteBuffer.wrap(output, 0, count);
    }

    /**
     * At least a byte, but for the end.
     *
     * @param at where in the output; negative to throw it away
     */
    private int inflate(int at, int count) throws IOException {
      byte[] target = at < 0 ? new byte[1] : output;
      try {
        while (true) {
          int more = inflater.inflate(target, Math.max(0, at), count);
          if (more > 0 || inflater.finished() || inflater.needsDictionary()) {
            return more;
          }
          int got = source.read(input, 0, (int) Math.min(input.length, unread));
          if (got <= 0) {
            return 0;
          }
          unread -= got;
          inflater.setInput(input, 0, got);
        }
      } catch (DataFormatException e) {
        throw broken("cannot be inflated after byte " + produced);
      }
    }

    private TensorFileException broken(String how) {
      return file.malformed(
          "'" + entry.name() + "' " + how, "get a whole copy, or write it anew with numpy.savez");
    }

    @Override
    public void close() throws IOException {
      inflater.end();
      source.close();
    }
  }
}
