package dev.gradaudit.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a file, of any size. What is read on from somewhere is read chunk by chunk, which
 * takes less time than the page faults of a mapping; what is read here and there is mapped.
 */
record FileBytes(InputFile file, long offset, long size) implements ByteStore {
  /** Small enough to stay in a cache of the second level, large enough for few calls. */
  private static final int CHUNK_BYTES = 1 << 18;

  /** A mapping has at most 2^31 − 1 bytes. */
  private static final int SEGMENT = 1 << 30;

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public Bytes open(long first, long end) throws IOException {
    return new Chunks(first, end);
  }

  @Override
  public Anywhere anywhere() throws IOException {
    return new Segments();
  }

  private MappedByteBuffer map(FileChannel channel, long first, long length) throws IOException {
    // A mapping beyond the end of a file would end the process, not the reading.
    if (channel.size() < offset + first + length) {
      throw file.changed();
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, offset + first, length);
  }

  private FileChannel channel() throws IOException {
    return FileChannel.open(file.path(), StandardOpenOption.READ);
  }

  private final class Chunks implements Bytes {
    private final FileChannel channel;
    private final long end;

    /** Up to where the chunk goes. */
    private long position;

    /** A part of it may not have been asked for yet. */
    private ByteBuffer chunk = ByteBuffer.allocateDirect(0);

    Chunks(long first, long end) throws IOException {
      this.channel = channel();
      this.position = first;
      this.end = end;
    }

    @Override
    public ByteBuffer next(int count) throws IOException {
      if (chunk.remaining() < count) {
        read(count);
      }
      ByteBuffer next = chunk.slice(chunk.position(), count);
      chunk.position(chunk.position() + count);
      return next;
    }

    private void read(int count) throws IOException {
      position -= chunk.remaining();
      if (chunk.capacity() < count) {
        Unmapping.unmap(chunk);
        chunk = ByteBuffer.allocateDirect(Math.max(count, CHUNK_BYTES / count * count));
      }
      chunk.clear();
      chunk.limit((int) Math.min(chunk.capacity(), end - position));
      while (chunk.hasRemaining()) {
        int read = channel.read(chunk, offset + position);
        if (read < 0) {
          throw file.changed();
        }
        position += read;
      }
      chunk.flip();
    }

    @Override
    public void close() throws IOException {
      Unmapping.unmap(chunk);
      channel.close();
    }
  }

  private final class Segments implements Anywhere {
    private final List<MappedByteBuffer> segments = new ArrayList<>();

    Segments() throws IOException {
      try (FileChannel channel = channel()) {
        for (long first = 0; first < size; first += SEGMENT) {
          segments.add(map(channel, first, Math.min(SEGMENT, size - first)));
        }
      }
    }

    @Override
    public void copy(long from, int count, ByteBuffer to) {
      MappedByteBuffer segment = segments.get((int) (from / SEGMENT));
      int at = (int) (from % SEGMENT);
      // No element lies across two segments, whose size is a multiple of any element's.
      to.put(to.position(), segment, at, count);
      to.position(to.position() + count);
    }

    @Override
    public void close() {
      segments.forEach(Unmapping::unmap);
    }
  }
}
