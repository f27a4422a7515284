package dev.gradaudit.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a file, mapped into memory window by window, so that it takes no more memory than
 * the windows that are open.
 */
record MappedBytes(InputFile file, long offset, long size) implements ByteStore {
  private static final int WINDOW = 8 << 20;

  /** A mapping has at most 2^31 − 1 bytes. */
  private static final int SEGMENT = 1 << 30;

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public Bytes open(long first, long end) throws IOException {
    return new Windows(first, end);
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

  private final class Windows implements Bytes {
    private final FileChannel channel;
    private final long end;
    private long position;
    private MappedByteBuffer window = (MappedByteBuffer) ByteBuffer.allocateDirect(0);

    Windows(long first, long end) throws IOException {
      this.channel = channel();
      this.position = first;
      this.end = end;
    }

    @Override
    public ByteBuffer next(int count) throws IOException {
      if (window.remaining() < count) {
        MappedByteBuffer last = window;
        window = map(channel, position, Math.min(end - position, Math.max(WINDOW, count)));
        Unmapping.unmap(last);
      }
      ByteBuffer next = window.slice(window.position(), count);
      window.position(window.position() + count);
      position += count;
      return next;
    }

    @Override
    public void close() throws IOException {
      Unmapping.unmap(window);
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
