package dev.gradaudit.tensorfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes int64 of narrower integers, of unsigned ones and of truth values. */
final class Widening {
  private final InputFile file;
  private final ElementType type;
  private long position;
  private ByteBuffer wide = ByteBuffer.allocate(0);

  /**
   * @param first the position of the first element that comes, for messages
   */
  Widening(InputFile file, ElementType type, long first) {
    this.file = file;
    this.type = type;
    this.position = first;
  }

  ByteBuffer widen(ByteBuffer raw, int count) throws TensorFileException {
    if (wide.capacity() < count * Long.BYTES) {
      wide = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.nativeOrder());
    }
    wide.clear();
    for (int i = 0; i < count; i++) {
      wide.putLong(value(raw, raw.position() + i * type.bytes(), position + i));
    }
    position += count;
    return wide.flip();
  }

  private long value(ByteBuffer raw, int at, long element) throws TensorFileException {
    return switch (type) {
      case BOOL -> {
        if ((raw.get(at) & 0xfe) != 0) {
          throw file.malformed(
              "element " + element + " is the byte " + (raw.get(at) & 0xff) + ", no truth value",
              "write the array anew");
        }
        yield raw.get(at);
      }
      case INT8 -> raw.get(at);
      case UINT8 -> raw.get(at) & 0xff;
      case INT16 -> raw.getShort(at);
      case UINT16 -> raw.getShort(at) & 0xffff;
      case INT32 -> raw.getInt(at);
      case UINT32 -> raw.getInt(at) & 0xffffffffL;
      case UINT64 -> {
        if (raw.getLong(at) < 0) {
          throw file.malformed(
              "element "
                  + element
                  + " is "
                  + Long.toUnsignedString(raw.getLong(at))
                  + ", which does not fit in int64",
              "save it as int64");
        }
        yield raw.getLong(at);
      }
      default -> throw new IllegalStateException(type + " is kept as it is");
    };
  }
}
