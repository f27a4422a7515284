package dev.gradaudit.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The entries of a ZIP file, from its central directory, and where their bytes are. Java's own
 * reader does not say that, and takes the first of two entries of one name. ZIP64 and data
 * descriptors are understood; archives in several files and encryption are not.
 */
final class ZipIndex {
  private static final int END = 0x06054b50;
  private static final int END_64_LOCATOR = 0x07064b50;
  private static final int END_64 = 0x06064b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;

  private static final int END_BYTES = 22;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64_BYTES = 56;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final int LONGEST_COMMENT = 0xffff;

  /** As in safetensors; a directory is read whole. */
  private static final long MAX_DIRECTORY = 100_000_000;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int ENCRYPTED = 1;
  private static final int UTF_8 = 1 << 11;

  /** No deflated byte stands for more. */
  private static final int MAX_RATIO = 1040;

  private final InputFile file;
  private final long fileSize;

  private ZipIndex(InputFile file, long fileSize) {
    this.file = file;
    this.fileSize = fileSize;
  }

  /**
   * An entry.
   *
   * @param offset of its bytes in the file
   * @param size of them
   * @param inflatedSize what they become
   */
  record Entry(
      String name, boolean deflated, long crc, long offset, long size, long inflatedSize) {}

  /** The entries in the order of the directory. */
  static List<Entry> read(InputFile file) throws IOException {
    return new ZipIndex(file, file.size()).entries();
  }

  private List<Entry> entries() throws IOException {
    long endAt = endOfDirectory();
    ByteBuffer end = buffer(endAt, END_BYTES);
    long count = end.getShort(10) & 0xffff;
    long size = end.getInt(12) & 0xffffffffL;
    long offset = end.getInt(16) & 0xffffffffL;
    long directoryEnd = endAt;
    if (count == 0xffff || size == 0xffffffffL || offset == 0xffffffffL) {
      long end64At = end64(endAt);
      if (end64At >= 0) {
        ByteBuffer end64 = buffer(end64At, END_64_BYTES);
        count = end64.getLong(32);
        size = end64.getLong(40);
        offset = end64.getLong(48);
        directoryEnd = end64At;
      }
    }
    if (size < 0
        || offset < 0
        || count < 0
        || size > directoryEnd
        || offset != directoryEnd - size) {
      throw broken("the directory is not where it should be");
    }
    if (size > MAX_DIRECTORY || count > size / CENTRAL_BYTES) {
      throw broken("a directory of " + size + " bytes for " + count + " entries cannot be meant");
    }
    return entries(buffer(offset, (int) size), count, offset);
  }

  private List<Entry> entries(ByteBuffer directory, long count, long directoryAt)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      if (directory.remaining() < CENTRAL_BYTES
          || directory.getInt(directory.position()) != CENTRAL) {
        throw broken("entry " + i + " of the directory is wrong");
      }
      int at = directory.position();
      int nameBytes = directory.getShort(at + 28) & 0xffff;
      int extraBytes = directory.getShort(at + 30) & 0xffff;
      int commentBytes = directory.getShort(at + 32) & 0xffff;
      int length = CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
      if (directory.remaining() < length) {
        throw broken("entry " + i + " of the directory is cut off");
      }
      byte[] name = new byte[nameBytes];
      directory.get(at + CENTRAL_BYTES, name);
      ByteBuffer extra =
          directory
              .slice(at + CENTRAL_BYTES + nameBytes, extraBytes)
              .order(ByteOrder.LITTLE_ENDIAN);
      entries.add(entry(directory, at, name, extra, directoryAt));
      directory.position(at + length);
    }
    if (directory.hasRemaining()) {
      throw broken("the directory is longer than its entries");
    }
    requireApart(entries);
    return entries;
  }

  private Entry entry(
      ByteBuffer directory, int at, byte[] rawName, ByteBuffer extra, long directoryAt)
      throws IOException {
    int flags = directory.getShort(at + 8);
    int method = directory.getShort(at + 10) & 0xffff;
    long crc = directory.getInt(at + 16) & 0xffffffffL;
    long size = directory.getInt(at + 20) & 0xffffffffL;
    long inflated = directory.getInt(at + 24) & 0xffffffffL;
    long local = directory.getInt(at + 42) & 0xffffffffL;
    // NumPy writes names in UTF-8 where they are not ASCII, and says so.
    String name =
        new String(
            rawName, (flags & UTF_8) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    ByteBuffer wide = wideFields(extra, name);
    inflated = inflated == 0xffffffffL ? wideField(wide, name) : inflated;
    size = size == 0xffffffffL ? wideField(wide, name) : size;
    local = local == 0xffffffffL ? wideField(wide, name) : local;
    if ((flags & ENCRYPTED) != 0) {
      throw file.malformed("'" + name + "' is encrypted", "write it anew with numpy.savez");
    }
    if (method != STORED && method != DEFLATED) {
      throw file.malformed(
          "'" + name + "' is compressed with method " + method,
          "stored and deflated are supported; use numpy.savez or numpy.savez_compressed");
    }
    if (local < 0 || size < 0 || inflated < 0 || local > directoryAt - LOCAL_BYTES) {
      throw broken("'" + name + "' is not where it should be");
    }
    ByteBuffer header = buffer(local, LOCAL_BYTES);
    int localName = header.getShort(26) & 0xffff;
    int localExtra = header.getShort(28) & 0xffff;
    if (header.getInt(0) != LOCAL
        || localName != rawName.length
        || !Arrays.equals(file.read(local + LOCAL_BYTES, localName), rawName)) {
      throw broken("'" + name + "' is not where it should be");
    }
    long offset = local + LOCAL_BYTES + localName + localExtra;
    if (offset > directoryAt || size > directoryAt - offset) {
      throw broken("'" + name + "' is longer than the file");
    }
    boolean deflated = method == DEFLATED;
    if (!deflated && size != inflated || deflated && inflated / MAX_RATIO > size) {
      throw broken("'" + name + "' cannot become " + inflated + " bytes from " + size);
    }
    return new Entry(name, deflated, crc, offset, size, inflated);
  }

  /** The 64-bit fields that take the place of those that are full. */
  private ByteBuffer wideFields(ByteBuffer extra, String name) throws IOException {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int length = extra.getShort() & 0xffff;
      if (length > extra.remaining()) {
        throw broken("the extra fields of '" + name + "' are cut off");
      }
      if (id == 1) {
        return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private long wideField(ByteBuffer wide, String name) throws IOException {
    if (wide.remaining() < Long.BYTES) {
      throw broken("the size of '" + name + "' is missing");
    }
    return wide.getLong();
  }

  /** Entries that share bytes are how a small file promises a huge content. */
  private void requireApart(List<Entry> entries) throws IOException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::offset));
    for (int i = 1; i < sorted.size(); i++) {
      Entry before = sorted.get(i - 1);
      if (before.offset() + before.size() > sorted.get(i).offset() - LOCAL_BYTES) {
        throw broken("'" + before.name() + "' and '" + sorted.get(i).name() + "' overlap");
      }
    }
  }

  private long endOfDirectory() throws IOException {
    int tail = (int) Math.min(fileSize, END_BYTES + LONGEST_COMMENT);
    if (tail >= END_BYTES) {
      ByteBuffer bytes = buffer(fileSize - tail, tail);
      for (int at = tail - END_BYTES; at >= 0; at--) {
        if (bytes.getInt(at) == END
            && (bytes.getShort(at + 20) & 0xffff) == tail - END_BYTES - at) {
          return fileSize - tail + at;
        }
      }
    }
    throw file.malformed(
        "no end of a ZIP archive: it is none, or it is cut off",
        "get a whole copy of the file, or write it anew with numpy.savez");
  }

  /** Where the directory's end in 64 bits is; negative when there is none. */
  private long end64(long endAt) throws IOException {
    if (endAt < LOCATOR_BYTES) {
      return -1;
    }
    ByteBuffer locator = buffer(endAt - LOCATOR_BYTES, LOCATOR_BYTES);
    if (locator.getInt(0) != END_64_LOCATOR) {
      return -1;
    }
    long at = locator.getLong(8);
    if (at < 0
        || at > endAt - LOCATOR_BYTES - END_64_BYTES
        || buffer(at, END_64_BYTES).getInt(0) != END_64) {
      throw broken("the directory is not where it should be");
    }
    return at;
  }

  private ByteBuffer buffer(long offset, int count) throws IOException {
    return ByteBuffer.wrap(file.read(offset, count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private TensorFileException broken(String problem) {
    return file.malformed(
        "a broken ZIP archive: " + problem, "get a whole copy, or write it anew with numpy.savez");
  }
}
