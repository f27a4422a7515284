package dev.gradaudit.engine.pytorch;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the auditor and a worker say to each other over a socket.
 *
 * <p>The worker begins with {@link #HELLO} and its version as UTF. After that each request is
 * answered, with {@link #DONE} and the answer or with {@link #FAILED} and one line of UTF:
 *
 * <ul>
 *   <li>{@link #LOAD}: the archive (length and bytes), whether the loss has a gradient, then the
 *       number of inputs and for each whether it requires a gradient, and a tensor; then the number
 *       of calls of a module, and for each its path, the number of its inputs, which they are, and
 *       the dtype and shape of what it should return. Answered with nothing more.
 *   <li>{@link #RUN}: the index of the run since the last load, the seed, the threads, and the
 *       cotangent. Answered with the loss and for every input that requires a gradient, whether it
 *       got one and if so the tensor; then the number of the module's parameters, and for each its
 *       name and the same.
 * </ul>
 *
 * A tensor is its dtype's label, its rank, its extents, and its elements in little-endian bytes;
 * those of 16-bit dtypes as float32.
 */
public final class Wire {
  public static final int HELLO = 7;
  public static final int LOAD = 1;
  public static final int RUN = 2;
  public static final int DONE = 0;
  public static final int FAILED = 1;

  private static final int CHUNK_BYTES = 1 << 16;

  private Wire() {}

  /** What stands before the elements of a tensor. */
  public record Header(DType dtype, Shape shape) {
    /** The dtype in which the elements travel. */
    public DType sentAs() {
      return dtype.isNarrow() ? DType.FLOAT32 : dtype;
    }

    public int bytes() {
      return Math.toIntExact(Math.multiplyExact(shape.size(), sentAs().bytes()));
    }
  }

  /** Writes what comes before the elements. */
  public static void writeHeader(DType dtype, long[] extents, DataOutputStream out)
      throws IOException {
    out.writeUTF(dtype.label());
    out.writeInt(extents.length);
    for (long extent : extents) {
      out.writeInt(Math.toIntExact(extent));
    }
  }

  static void writeHeader(DType dtype, Shape shape, DataOutputStream out) throws IOException {
    int[] extents = shape.extents();
    long[] wide = new long[extents.length];
    for (int dim = 0; dim < extents.length; dim++) {
      wide[dim] = extents[dim];
    }
    writeHeader(dtype, wide, out);
  }

  public static Header readHeader(DataInputStream in) throws IOException {
    String label = in.readUTF();
    DType dtype = DType.parse(label).orElseThrow(() -> new IOException("dtype " + label));
    int[] extents = new int[in.readInt()];
    for (int dim = 0; dim < extents.length; dim++) {
      extents[dim] = in.readInt();
    }
    return new Header(dtype, Shape.of(extents));
  }

  /** Writes a buffer from its position to its limit. */
  public static void writeBytes(ByteBuffer bytes, DataOutputStream out) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK_BYTES, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int count = Math.min(chunk.length, bytes.remaining());
      bytes.get(chunk, 0, count);
      out.write(chunk, 0, count);
    }
  }

  /** Fills a buffer. */
  public static void readBytes(ByteBuffer bytes, DataInputStream in) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK_BYTES, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int count = Math.min(chunk.length, bytes.remaining());
      in.readFully(chunk, 0, count);
      bytes.put(chunk, 0, count);
    }
    bytes.flip();
  }

  static void writeTensor(Tensor tensor, DataOutputStream out) throws IOException {
    writeHeader(tensor.dtype(), tensor.shape(), out);
    Tensors.writeBytes(sent(tensor), chunk -> writeBytes(chunk, out));
  }

  /** Reads a tensor; NaNs become the canonical one. */
  static Tensor readTensor(DataInputStream in) throws IOException {
    Header header = readHeader(in);
    ByteBuffer bytes = ByteBuffer.allocate(header.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    readBytes(bytes, in);
    Tensor sent = Tensors.ofBytes(header.sentAs(), header.shape(), bytes);
    return Tensors.withCanonicalNaN(
        sent instanceof FloatTensor narrow
            ? new FloatTensor(header.dtype(), header.shape(), narrow.values())
            : sent);
  }

  /** A 16-bit number is held as the float that it is. */
  private static Tensor sent(Tensor tensor) {
    return tensor instanceof FloatTensor narrow && tensor.dtype().isNarrow()
        ? new FloatTensor(DType.FLOAT32, tensor.shape(), narrow.values())
        : tensor;
  }
}
