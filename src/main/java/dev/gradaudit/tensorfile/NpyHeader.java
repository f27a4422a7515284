package dev.gradaudit.tensorfile;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of an array in NumPy's format, versions 1 to 3.
 *
 * @param descr what it says of the type
 * @param type null when that is not supported
 * @param length bytes before the elements
 */
record NpyHeader(
    String descr,
    @Nullable ElementType type,
    ByteOrder order,
    boolean columnMajor,
    Shape shape,
    int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /** NumPy has at most 64 dimensions, and reads no header of more than 10000 bytes unasked. */
  private static final int MAX_RANK = 64;

  private static final int MAX_LENGTH = 1 << 16;

  /** Elements begin at a multiple of it. */
  private static final int ALIGNMENT = 64;

  /** Reads bytes at a place of the array. */
  @FunctionalInterface
  interface Source {
    byte[] read(long offset, int count) throws IOException;
  }

  /**
   * @param what names the array in messages; empty for a file of one
   * @param size bytes that there are, the header's included
   */
  static NpyHeader read(InputFile file, String what, Source source, long size) throws IOException {
    String of = what.isEmpty() ? "" : "'" + what + "': ";
    if (size < 10) {
      throw file.malformed(
          of + size + " bytes are no array of NumPy", "write it with numpy.save or numpy.savez");
    }
    byte[] start = source.read(0, (int) Math.min(12, size));
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw file.malformed(
          of + "does not begin like an array of NumPy", "write it with numpy.save or numpy.savez");
    }
    int version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
      throw file.malformed(
          of
              + "version "
              + (version & 0xff)
              + "."
              + (start[7] & 0xff)
              + " of the format is unknown",
          "there are 1.0, 2.0 and 3.0; write it anew with numpy.save");
    }
    int begin = version == 1 ? 10 : 12;
    if (size < begin) {
      throw file.malformed(of + "the header is cut off", "get a whole copy of the file");
    }
    ByteBuffer lengths = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    long length = version == 1 ? lengths.getShort(8) & 0xffff : lengths.getInt(8) & 0xffffffffL;
    if (length > MAX_LENGTH) {
      throw file.malformed(
          of + "a header of " + length + " bytes cannot be meant", "write it anew with numpy.save");
    }
    if (begin + length > size) {
      throw file.malformed(
          of + "the header is cut off: it ends at byte " + (begin + length) + " of " + size,
          "get a whole copy of the file");
    }
    String text =
        new String(
            source.read(begin, (int) length),
            version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    try {
      return parse(file, of, PythonDict.parse(text), (int) (begin + length));
    } catch (PythonDict.SyntaxException e) {
      throw file.malformed(
          of + "the header is wrong at byte " + (begin + e.at) + ": " + e.getMessage(),
          "write it anew with numpy.save");
    }
  }

  private static NpyHeader parse(InputFile file, String of, Map<String, String> fields, int length)
      throws IOException {
    if (!fields.keySet().equals(KEYS)) {
      throw file.malformed(
          of + "the header has the fields " + fields.keySet() + " instead of " + sortedKeys(),
          "write it anew with numpy.save");
    }
    String fortran = field(fields, "fortran_order");
    if (!fortran.equals("True") && !fortran.equals("False")) {
      throw file.malformed(
          of + "fortran_order is " + fortran, "it is True or False; write it anew with numpy.save");
    }
    String descr = field(fields, "descr");
    boolean plain = descr.matches("'[^']*'|\"[^\"]*\"");
    String type = plain ? descr.substring(1, descr.length() - 1) : "structured";
    ByteOrder order = type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Shape shape = shape(file, of, field(fields, "shape"));
    return new NpyHeader(type, type(type), order, fortran.equals("True"), shape, length);
  }

  private static List<String> sortedKeys() {
    return KEYS.stream().sorted().toList();
  }

  private static String field(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "");
  }

  private static Shape shape(InputFile file, String of, String text) throws IOException {
    String numbers = text.replaceAll("\\s", "");
    if (!numbers.matches("\\(\\)|\\(([0-9]+L?,)+\\)|\\([0-9]+L?(,[0-9]+L?)+\\)")) {
      throw file.malformed(
          of + "the shape is " + text, "it is a tuple of whole numbers from 0; write it anew");
    }
    List<Integer> extents = new ArrayList<>();
    for (String number : numbers.replaceAll("[()L]", "").split(",")) {
      if (!number.isEmpty()) {
        extents.add(extent(file, of, number));
      }
    }
    if (extents.size() > MAX_RANK) {
      throw file.malformed(
          of + extents.size() + " dimensions", "there are at most " + MAX_RANK + "; reshape it");
    }
    return Shape.of(extents.stream().mapToInt(extent -> extent).toArray());
  }

  private static int extent(InputFile file, String of, String digits) throws IOException {
    String number = digits.replaceFirst("^0+(?=.)", "");
    if (number.length() > 10 || Long.parseLong(number) > Integer.MAX_VALUE) {
      throw file.malformed(
          of + "an extent of " + number,
          "an extent is at most " + Integer.MAX_VALUE + "; reshape the array");
    }
    return Integer.parseInt(number);
  }

  /** Types of more than a byte say their order of bytes; NumPy always writes it. */
  private static @Nullable ElementType type(String descr) {
    return switch (descr) {
      case "|b1", "<b1", ">b1" -> ElementType.BOOL;
      case "|i1", "<i1", ">i1" -> ElementType.INT8;
      case "|u1", "<u1", ">u1" -> ElementType.UINT8;
      case "<i2", ">i2" -> ElementType.INT16;
      case "<i4", ">i4" -> ElementType.INT32;
      case "<i8", ">i8" -> ElementType.INT64;
      case "<u2", ">u2" -> ElementType.UINT16;
      case "<u4", ">u4" -> ElementType.UINT32;
      case "<u8", ">u8" -> ElementType.UINT64;
      case "<f2", ">f2" -> ElementType.FLOAT16;
      case "<f4", ">f4" -> ElementType.FLOAT32;
      case "<f8", ">f8" -> ElementType.FLOAT64;
      default -> null;
    };
  }

  /** The name of a type that is not supported, in words. */
  String typeInWords() {
    String kind = descr.replaceFirst("^[<>=|]", "");
    char first = kind.isEmpty() ? '?' : kind.charAt(0);
    String word =
        switch (first) {
          case 'c' -> "complex";
          case 'O' -> "object";
          case 'S', 'a', 'U' -> "string";
          case 'M', 'm' -> "date or time";
          case 'V' -> "raw bytes, as of bfloat16 and float8 from ml_dtypes";
          case 'f' -> "extended precision";
          default -> "";
        };
    String shown = kind.length() > 20 ? kind.substring(0, 20) + "..." : kind;
    return descr.equals("structured")
        ? "a structured dtype"
        : "dtype '" + shown + "'" + (word.isEmpty() ? "" : " (" + word + ")");
  }

  String advice() {
    return descr.contains("V")
        ? "save it with safetensors, which has these types"
        : "convert it to float32 or float64, parts of complex numbers each by itself";
  }

  /** Bytes of the elements; saturates. */
  long dataBytes() {
    long elements = shape.size();
    int width = type == null ? 0 : type.bytes();
    return elements > Long.MAX_VALUE / 8 ? Long.MAX_VALUE : elements * width;
  }

  /** The header that NumPy writes for a tensor in row-major order, little-endian. */
  static byte[] bytes(DType dtype, Shape shape) {
    String descr =
        switch (dtype) {
          case FLOAT64 -> "<f8";
          case FLOAT32 -> "<f4";
          case FLOAT16 -> "<f2";
          case INT64 -> "<i8";
          case BOOL -> "|b1";
          case BFLOAT16 -> throw new IllegalArgumentException("numpy has no bfloat16");
        };
    String extents = Arrays.toString(shape.extents()).replace("[", "(").replace("]", "");
    String tuple = extents + (shape.rank() == 1 ? ",)" : ")");
    String dict = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + tuple + ", }";
    int unpadded = MAGIC.length + 4 + dict.length() + 1;
    String padded = dict + " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
    ByteBuffer header =
        ByteBuffer.allocate(MAGIC.length + 4 + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
    return header.put(padded.getBytes(StandardCharsets.ISO_8859_1)).array();
  }
}
