package dev.gradaudit.tensorfile;

import dev.gradaudit.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the header of a safetensors file and holds it against the file: tensors take all bytes
 * behind the header, without holes and without sharing any.
 */
final class SafetensorsHeader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String METADATA = "__metadata__";
  private static final String ANEW = "write it anew with safetensors' save_file";
  private static final int MAX_RANK = 64;

  private final InputFile file;
  private final byte[] header;
  private final long start;
  private final long available;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param start of the elements in the file
   * @param available bytes from there on
   */
  SafetensorsHeader(InputFile file, byte[] header, long start, long available) {
    this.file = file;
    this.header = header;
    this.start = start;
    this.available = available;
  }

  private record Entry(String name, String type, List<Long> shape, long begin, long end) {}

  /** In the order of the header. */
  List<StoredTensor> tensors() throws IOException {
    if (header.length == 0 || header[0] != '{') {
      throw file.malformed("the header does not begin with '{'", "is it a safetensors file?");
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header));
    } catch (CharacterCodingException e) {
      throw file.malformed("the header is not UTF-8", ANEW);
    }
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), header)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals(METADATA)) {
          metadata(json);
        } else {
          entries.add(entry(json, name));
        }
      }
      if (json.nextToken() != null) {
        throw file.malformed("text after the header", ANEW);
      }
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      throw file.malformed(
          "the header is no JSON"
              + (at < 0 ? "" : ", at byte " + (Long.BYTES + at))
              + ": "
              + reason(e),
          ANEW);
    }
    requireWhole();
    List<StoredTensor> tensors = new ArrayList<>();
    for (Entry entry : entries) {
      tensors.add(tensor(entry));
    }
    return tensors;
  }

  private static String reason(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    return message.lines().findFirst().orElse("").replaceFirst("\\s*\\(.*", "");
  }

  private void metadata(JsonParser json) throws IOException {
    boolean texts = json.currentToken() == JsonToken.START_OBJECT;
    while (texts && json.nextToken() == JsonToken.PROPERTY_NAME) {
      texts = json.nextToken() == JsonToken.VALUE_STRING;
    }
    if (!texts) {
      throw file.malformed("__metadata__ is not an object of strings", ANEW);
    }
  }

  private Entry entry(JsonParser json, String name) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(name, "is not an object");
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" ->
            type = json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : null;
        case "shape" -> shape = numbers(json, name, MAX_RANK);
        case "data_offsets" -> offsets = numbers(json, name, 2);
        default -> throw wrong(name, "has the unknown field '" + field + "'");
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw wrong(name, "needs \"dtype\", \"shape\" and two \"data_offsets\"");
    }
    return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private List<Long> numbers(JsonParser json, String name, int most) throws IOException {
    List<Long> numbers = new ArrayList<>();
    boolean fine = json.currentToken() == JsonToken.START_ARRAY;
    while (fine && json.nextToken() != JsonToken.END_ARRAY) {
      fine = json.currentToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < most;
      String text = fine ? json.getString() : "";
      fine = fine && text.matches("[0-9]{1,18}");
      if (fine) {
        numbers.add(Long.parseLong(text));
      }
    }
    if (!fine) {
      throw wrong(name, "has a field that is no list of at most " + most + " whole numbers from 0");
    }
    return numbers;
  }

  /** No hole, no overlap, and nothing behind the last one. */
  private void requireWhole() throws IOException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    Set<String> names = new HashSet<>();
    long expected = 0;
    for (Entry entry : sorted) {
      if (!names.add(entry.name())) {
        throw wrong(entry.name(), "is there twice");
      }
      if (entry.begin() != expected || entry.end() < entry.begin()) {
        throw wrong(
            entry.name(),
            "has the bytes "
                + entry.begin()
                + " to "
                + entry.end()
                + (entry.begin() < expected ? ", which another tensor has too" : "")
                + (entry.begin() > expected ? ", after a hole from " + expected : ""));
      }
      expected = entry.end();
    }
    if (expected > available) {
      throw file.cutOff(start + expected, start + available);
    }
    if (expected < available) {
      throw file.malformed(
          (available - expected) + " bytes follow the last tensor, at byte " + (start + expected),
          ANEW);
    }
  }

  private StoredTensor tensor(Entry entry) throws IOException {
    ElementType type = type(entry.type());
    if (type == null) {
      String shown =
          entry.type().length() > 20 ? entry.type().substring(0, 20) + "..." : entry.type();
      return StoredTensor.unsupported(
          file, entry.name(), "dtype '" + shown + "'", "convert it to a dtype such as F32 or BF16");
    }
    int[] extents = new int[entry.shape().size()];
    for (int dim = 0; dim < extents.length; dim++) {
      if (entry.shape().get(dim) > Integer.MAX_VALUE) {
        throw wrong(entry.name(), "has an extent above " + Integer.MAX_VALUE);
      }
      extents[dim] = entry.shape().get(dim).intValue();
    }
    Shape shape = Shape.of(extents);
    long bytes = entry.end() - entry.begin();
    if (shape.size() > Long.MAX_VALUE / Long.BYTES || shape.size() * type.bytes() != bytes) {
      throw wrong(
          entry.name(),
          "has " + bytes + " bytes, which is not what " + type.label() + shape + " has");
    }
    FileBytes store = new FileBytes(file, start + entry.begin(), bytes);
    return StoredTensor.of(file, entry.name(), type, shape, store, ByteOrder.LITTLE_ENDIAN, false);
  }

  private static @Nullable ElementType type(String name) {
    return switch (name) {
      case "F64" -> ElementType.FLOAT64;
      case "F32" -> ElementType.FLOAT32;
      case "F16" -> ElementType.FLOAT16;
      case "BF16" -> ElementType.BFLOAT16;
      case "I64" -> ElementType.INT64;
      case "I32" -> ElementType.INT32;
      case "I16" -> ElementType.INT16;
      case "I8" -> ElementType.INT8;
      case "U64" -> ElementType.UINT64;
      case "U32" -> ElementType.UINT32;
      case "U16" -> ElementType.UINT16;
      case "U8" -> ElementType.UINT8;
      case "BOOL" -> ElementType.BOOL;
      default -> null;
    };
  }

  private TensorFileException wrong(String name, String what) {
    String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
    return file.malformed("tensor '" + shown + "' " + what, ANEW);
  }
}
