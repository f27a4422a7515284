package dev.gradaudit.tensor;

import dev.gradaudit.numeric.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongToDoubleFunction;

/** What can be said of any tensor without arithmetic. */
public final class Tensors {
  private static final int CHUNK_ELEMENTS = 8192;

  private Tensors() {}

  /**
   * A tensor of equal elements; the value is rounded to the dtype (truncated for int64 and bool).
   */
  public static Tensor filled(DType dtype, Shape shape, double value) {
    int size = Math.toIntExact(shape.size());
    return switch (dtype) {
      case BFLOAT16, FLOAT16, FLOAT32 -> {
        float[] values = new float[size];
        Arrays.fill(values, (float) dtype.round(value));
        yield new FloatTensor(dtype, shape, values);
      }
      case FLOAT64 -> {
        double[] values = new double[size];
        Arrays.fill(values, value);
        yield new DoubleTensor(shape, values);
      }
      case INT64, BOOL -> {
        long[] values = new long[size];
        Arrays.fill(values, (long) value);
        yield new LongTensor(dtype, shape, values);
      }
    };
  }

  /** A tensor of a floating dtype whose elements are computed in float64 and rounded once. */
  public static Tensor generated(DType dtype, Shape shape, LongToDoubleFunction element) {
    int size = Math.toIntExact(shape.size());
    if (dtype == DType.FLOAT64) {
      double[] values = new double[size];
      Arrays.setAll(values, element::applyAsDouble);
      return new DoubleTensor(shape, values);
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) dtype.round(element.applyAsDouble(i));
    }
    return new FloatTensor(dtype, shape, values);
  }

  /**
   * The bytes that an element takes in memory: more than {@link DType#bytes()} for dtypes that are
   * held in a wider type.
   */
  public static int heldBytes(DType dtype) {
    return switch (dtype) {
      case BFLOAT16, FLOAT16, FLOAT32 -> Float.BYTES;
      case FLOAT64 -> Double.BYTES;
      case INT64, BOOL -> Long.BYTES;
    };
  }

  /** Same dtype, shape and bits (NaN payloads and signs of zero included). */
  public static boolean sameBits(Tensor a, Tensor b) {
    if (a == b) {
      return true;
    }
    if (a.dtype() != b.dtype() || !a.shape().equals(b.shape())) {
      return false;
    }
    if (a instanceof FloatTensor x && b instanceof FloatTensor y) {
      // Arrays.mismatch takes all NaNs for equal; only then do the raw bits have to be read.
      return Arrays.mismatch(x.values(), y.values()) < 0 && sameRawBits(a, b);
    }
    if (a instanceof DoubleTensor x && b instanceof DoubleTensor y) {
      return Arrays.mismatch(x.values(), y.values()) < 0 && sameRawBits(a, b);
    }
    return a instanceof LongTensor x
        && b instanceof LongTensor y
        && Arrays.equals(x.values(), y.values());
  }

  private static boolean sameRawBits(Tensor a, Tensor b) {
    for (int i = 0; i < a.size(); i++) {
      if (a.bitsAt(i) != b.bitsAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * SHA-256 over the raw little-endian bytes, as 64 hex digits; the same as {@code
   * hashlib.sha256(t.numpy().tobytes()).hexdigest()}. The shape is not part of it.
   */
  public static String sha256(Tensor tensor) {
    MessageDigest digest = newSha256();
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.min(CHUNK_ELEMENTS, tensor.size()) * tensor.dtype().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < tensor.size(); from += CHUNK_ELEMENTS) {
      int count = Math.min(CHUNK_ELEMENTS, tensor.size() - from);
      buffer.clear();
      put(tensor, from, count, buffer);
      digest.update(buffer.array(), 0, count * tensor.dtype().bytes());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Puts the raw bits of some elements into a buffer, from its position on and in its order of
   * bytes.
   */
  static void put(Tensor tensor, int from, int count, ByteBuffer buffer) {
    switch (tensor.dtype()) {
      case FLOAT32 -> buffer.asFloatBuffer().put(((FloatTensor) tensor).values(), from, count);
      case FLOAT64 -> buffer.asDoubleBuffer().put(((DoubleTensor) tensor).values(), from, count);
      case INT64 -> buffer.asLongBuffer().put(((LongTensor) tensor).values(), from, count);
      case BFLOAT16, FLOAT16 -> {
        for (int i = from; i < from + count; i++) {
          buffer.putShort((short) tensor.bitsAt(i));
        }
      }
      case BOOL -> {
        for (int i = from; i < from + count; i++) {
          buffer.put((byte) tensor.bitsAt(i));
        }
      }
    }
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The same values with every NaN replaced by the one quiet NaN of Java. Which payload an
   * arithmetic operation hands on is up to the processor and the compiler, so computed tensors are
   * put into this form before their bits count.
   */
  public static Tensor withCanonicalNaN(Tensor tensor) {
    if (tensor instanceof FloatTensor t) {
      float[] canonical = null;
      for (int i = 0; i < t.values().length; i++) {
        if (Float.isNaN(t.values()[i])) {
          canonical = canonical == null ? t.values().clone() : canonical;
          canonical[i] = Float.NaN;
        }
      }
      return canonical == null ? tensor : new FloatTensor(t.dtype(), t.shape(), canonical);
    }
    if (tensor instanceof DoubleTensor t) {
      double[] canonical = null;
      for (int i = 0; i < t.values().length; i++) {
        if (Double.isNaN(t.values()[i])) {
          canonical = canonical == null ? t.values().clone() : canonical;
          canonical[i] = Double.NaN;
        }
      }
      return canonical == null ? tensor : new DoubleTensor(t.shape(), canonical);
    }
    return tensor;
  }

  static void requireSize(Shape shape, int length) {
    if (shape.size() != length) {
      throw new IllegalArgumentException(length + " elements for shape " + shape);
    }
  }
}
