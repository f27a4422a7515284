package dev.gradaudit.tensorfile;

import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.TensorBits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The elements of a tensor as little-endian bytes in row-major order. */
final class TensorBytes {
  private static final int BLOCK = 8192;

  private TensorBytes() {}

  static long size(Tensor tensor) {
    return (long) tensor.size() * tensor.dtype().bytes();
  }

  static void write(Tensor tensor, OutputStream out) throws IOException {
    int width = tensor.dtype().bytes();
    byte[] bytes = new byte[Math.min(BLOCK, tensor.size()) * width];
    try (var reader = new TensorBits(tensor).open(0, tensor.size())) {
      for (int from = 0; from < tensor.size(); from += BLOCK) {
        int count = Math.min(BLOCK, tensor.size() - from);
        ByteBuffer block = reader.next(count);
        block.get(bytes, 0, count * width);
        out.write(bytes, 0, count * width);
      }
    }
  }
}
