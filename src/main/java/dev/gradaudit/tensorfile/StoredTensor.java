package dev.gradaudit.tensorfile;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.ElementBits;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A tensor in a file, its elements not read yet. One whose type is not supported is known by name,
 * and refused when it is asked for.
 */
public final class StoredTensor implements ElementBits {
  private static final int BLOCK = 2048;

  private final InputFile file;
  private final String name;
  private final String typeLabel;
  private final @Nullable ElementType type;
  private final Shape shape;
  private final ByteStore bytes;
  private final ByteOrder order;
  private final boolean columnMajor;
  private final @Nullable String advice;

  private StoredTensor(
      InputFile file,
      String name,
      String typeLabel,
      @Nullable ElementType type,
      Shape shape,
      ByteStore bytes,
      ByteOrder order,
      boolean columnMajor,
      @Nullable String advice) {
    this.file = file;
    this.name = name;
    this.typeLabel = typeLabel;
    this.type = type;
    this.shape = shape;
    this.bytes = bytes;
    this.order = order;
    this.columnMajor = columnMajor;
    this.advice = advice;
  }

  /**
   * @param name empty where the format has none
   * @param bytes as many as the shape needs
   * @param columnMajor whether the first index runs fastest, as in Fortran
   */
  static StoredTensor of(
      InputFile file,
      String name,
      ElementType type,
      Shape shape,
      ByteStore bytes,
      ByteOrder order,
      boolean columnMajor) {
    // With one extent above 1 both layouts are the same.
    int broad = 0;
    for (int extent : shape.extents()) {
      broad += extent > 1 ? 1 : 0;
    }
    return new StoredTensor(
        file, name, type.label(), type, shape, bytes, order, columnMajor && broad > 1, null);
  }

  /** A tensor whose type is not supported. */
  static StoredTensor unsupported(InputFile file, String name, String typeLabel, String advice) {
    return new StoredTensor(
        file,
        name,
        typeLabel,
        null,
        Shape.SCALAR,
        new HeapBytes(new byte[0]),
        ByteOrder.LITTLE_ENDIAN,
        false,
        advice);
  }

  public String name() {
    return name;
  }

  /** The name of the file's own type. */
  @Override
  public String typeLabel() {
    return typeLabel;
  }

  /** Fails when nothing can be done with the tensor because of its type. */
  public void requireSupported() throws TensorFileException {
    if (type == null) {
      throw TensorFileException.malformed(
          file.shown(),
          (name.isEmpty() ? "" : "tensor '" + name + "': ") + typeLabel + " is not supported",
          advice == null ? "convert it to float32 or float64" : advice);
    }
  }

  private ElementType type() {
    if (type == null) {
      throw new IllegalStateException("no type: " + typeLabel);
    }
    return type;
  }

  @Override
  public DType dtype() {
    return type().dtype();
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public boolean seekable() {
    return bytes.seekable();
  }

  /** Holds the bytes against the checksum, where the file has one. */
  public void verify() throws TensorFileException {
    try {
      bytes.verify();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  @Override
  public Reader open(long first, long end) throws IOException {
    try {
      int width = type().bytes();
      if (columnMajor) {
        ByteStore.Anywhere anywhere = bytes.anywhere();
        return reader(new ColumnMajor(anywhere, shape, width, first), first);
      }
      return reader(bytes.open(first * width, end * width), first);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private Reader reader(ByteStore.Bytes source, long first) {
    int width = type().bytes();
    Widening widening = type().isKept() ? null : new Widening(file, type(), first);
    return new Reader() {
      @Override
      public ByteBuffer next(int count) throws IOException {
        try {
          ByteBuffer raw = source.next(count * width).order(order);
          return widening == null ? raw : widening.widen(raw, count);
        } catch (IOException e) {
          throw file.unreadable(e);
        }
      }

      @Override
      public void close() throws IOException {
        source.close();
      }
    };
  }

  /**
   * The tensor with all its elements in memory.
   *
   * @throws TensorFileException also for elements that do not fit, and for wrong checksums
   */
  public Tensor load() throws TensorFileException {
    requireSupported();
    verify();
    int size = Math.toIntExact(shape.size());
    try (Reader reader = open(0, size)) {
      return switch (dtype()) {
        case FLOAT64 -> {
          double[] values = new double[size];
          for (int i = 0; i < size; i += BLOCK) {
            int count = Math.min(BLOCK, size - i);
            reader.next(count).asDoubleBuffer().get(values, i, count);
          }
          yield new DoubleTensor(shape, values);
        }
        case INT64, BOOL -> {
          long[] values = new long[size];
          for (int i = 0; i < size; i += BLOCK) {
            int count = Math.min(BLOCK, size - i);
            reader.next(count).asLongBuffer().get(values, i, count);
          }
          yield new LongTensor(shape, values);
        }
        case FLOAT32 -> {
          float[] values = new float[size];
          for (int i = 0; i < size; i += BLOCK) {
            int count = Math.min(BLOCK, size - i);
            reader.next(count).asFloatBuffer().get(values, i, count);
          }
          yield new FloatTensor(shape, values);
        }
        case FLOAT16, BFLOAT16 -> new FloatTensor(dtype(), shape, narrow(reader, size));
      };
    } catch (InternalError e) {
      throw file.changed();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private float[] narrow(Reader reader, int size) throws IOException {
    boolean half = dtype() == DType.FLOAT16;
    float[] values = new float[size];
    for (int i = 0; i < size; i += BLOCK) {
      int count = Math.min(BLOCK, size - i);
      ByteBuffer block = reader.next(count);
      int at = block.position();
      for (int j = 0; j < count; j++) {
        int bits = block.getShort(at + 2 * j) & 0xffff;
        values[i + j] = half ? Bits16.fromFloat16Bits(bits) : Bits16.fromBfloat16Bits(bits);
      }
    }
    return values;
  }
}
