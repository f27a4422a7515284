package dev.gradaudit.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The bytes of an entry that is not compressed, mapped.
 *
 * @param skipped bytes before the ones that are meant
 */
record StoredEntry(InputFile file, ZipIndex.Entry entry, long skipped) implements ByteStore {
  private static final int BLOCK = 1 << 20;

  @Override
  public long size() {
    return entry.size() - skipped;
  }

  @Override
  public boolean seekable() {
    return true;
  }

  private FileBytes elements() {
    return new FileBytes(file, entry.offset() + skipped, size());
  }

  @Override
  public Bytes open(long first, long end) throws IOException {
    return elements().open(first, end);
  }

  @Override
  public Anywhere anywhere() throws IOException {
    return elements().anywhere();
  }

  @Override
  public void verify() throws IOException {
    CRC32 crc = new CRC32();
    FileBytes whole = new FileBytes(file, entry.offset(), entry.size());
    try (Bytes bytes = whole.open(0, whole.size())) {
      for (long at = 0; at < whole.size(); at += BLOCK) {
        ByteBuffer block = bytes.next((int) Math.min(BLOCK, whole.size() - at));
        crc.update(block);
      }
    }
    InflatedBytes.requireChecksum(file, entry, crc);
  }
}
