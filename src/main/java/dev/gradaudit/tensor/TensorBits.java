package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bits of a tensor that is in memory, little-endian. */
public record TensorBits(Tensor tensor) implements ElementBits {
  @Override
  public DType dtype() {
    return tensor.dtype();
  }

  @Override
  public Shape shape() {
    return tensor.shape();
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public Reader open(long first, long end) {
    return new MemoryReader(tensor, Math.toIntExact(first));
  }

  private static final class MemoryReader implements Reader {
    private final Tensor tensor;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int position;

    MemoryReader(Tensor tensor, int position) {
      this.tensor = tensor;
      this.position = position;
    }

    @Override
    public ByteBuffer next(int count) {
      int bytes = count * tensor.dtype().bytes();
      if (buffer.capacity() < bytes) {
        buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      buffer.clear().limit(bytes);
      Tensors.put(tensor, position, count, buffer);
      position += count;
      return buffer.position(0);
    }

    @Override
    public void close() {}
  }
}
