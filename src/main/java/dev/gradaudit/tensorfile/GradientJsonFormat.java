package dev.gradaudit.tensorfile;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of {@code gradaudit grad}: its gradients, by their bits. A gradient that is null is not
 * there. The elements are held in memory, as they have to be found in a text.
 */
record GradientJsonFormat() implements TensorFileFormat {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String EXPECTED = "write it with 'gradaudit grad --format json'";
  private static final int HEAP_SHARE = 4;

  @Override
  public String ending() {
    return ".json";
  }

  @Override
  public List<StoredTensor> read(InputFile file) throws IOException {
    long most = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    if (file.size() > most) {
      throw TensorFileException.unreadable(
          file.shown(),
          "text of " + file.size() + " bytes takes too much memory",
          "write .npz or .safetensors with 'gradaudit grad -o', or give Java more (-Xmx)");
    }
    try (var in = Files.newInputStream(file.path());
        JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      List<StoredTensor> tensors = document(file, json);
      if (json.nextToken() != null) {
        throw file.malformed("text after the end of the object", EXPECTED);
      }
      return tensors;
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw file.malformed("not JSON" + place, EXPECTED);
    }
  }

  private static List<StoredTensor> document(InputFile file, JsonParser json) throws IOException {
    List<StoredTensor> tensors = null;
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw file.malformed("not the JSON of gradients", EXPECTED);
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("schema") && value == JsonToken.VALUE_STRING) {
        String schema = json.getString();
        if (schema.startsWith("gradaudit.report/")) {
          throw file.malformed("a report of 'gradaudit run', which holds no gradients", EXPECTED);
        }
      }
      if (field.equals("gradients") && value == JsonToken.START_OBJECT) {
        tensors = new ArrayList<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          if (json.nextToken() != JsonToken.VALUE_NULL) {
            tensors.add(tensor(file, json, name));
          }
        }
      } else {
        json.skipChildren();
      }
    }
    if (tensors == null) {
      throw file.malformed("there is no object \"gradients\"", EXPECTED);
    }
    return tensors;
  }

  private static StoredTensor tensor(InputFile file, JsonParser json, String name)
      throws IOException {
    String label = null;
    Shape shape = null;
    String sha256 = null;
    Bits bits = null;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(file, name, "is not an object");
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> label = text(json);
        case "shape" -> shape = shape(file, name, json);
        case "sha256" -> sha256 = text(json);
        case "bits" -> bits = bits(file, name, json);
        default -> json.skipChildren();
      }
    }
    if (label == null || shape == null || bits == null) {
      throw wrong(file, name, "needs \"dtype\", \"shape\" and \"bits\"");
    }
    Optional<DType> dtype = DType.parse(label).filter(known -> known != DType.BOOL);
    if (dtype.isEmpty()) {
      return StoredTensor.unsupported(file, name, "dtype '" + label + "'", EXPECTED);
    }
    byte[] bytes = joined(file, name, bits, dtype.get(), shape);
    if (sha256 != null && !sha256.equals(sha256(bytes))) {
      throw wrong(file, name, "does not have the \"sha256\" that it says: its bits have changed");
    }
    ElementType type = ElementType.valueOf(dtype.get().name());
    return StoredTensor.of(
        file, name, type, shape, new HeapBytes(bytes), ByteOrder.LITTLE_ENDIAN, false);
  }

  private static @Nullable String text(JsonParser json) {
    return json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : null;
  }

  private static Shape shape(InputFile file, String name, JsonParser json) throws IOException {
    int[] extents = new int[64];
    int rank = 0;
    boolean fine = json.currentToken() == JsonToken.START_ARRAY;
    while (fine && json.nextToken() != JsonToken.END_ARRAY) {
      fine =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && rank < extents.length
              && json.getString().matches("[0-9]{1,10}")
              && Long.parseLong(json.getString()) <= Integer.MAX_VALUE;
      if (fine) {
        extents[rank++] = Integer.parseInt(json.getString());
      }
    }
    if (!fine) {
      throw wrong(file, name, "has a shape that is no list of whole numbers from 0");
    }
    return Shape.of(Arrays.copyOf(extents, rank));
  }

  /** Bits of so many bytes each. */
  private record Bits(int width, List<byte[]> chunks) {}

  /** The bits of each element, big-endian as they are written, in chunks of some thousands. */
  private static Bits bits(InputFile file, String name, JsonParser json) throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    ByteBuffer chunk = ByteBuffer.allocate(0);
    boolean fine = json.currentToken() == JsonToken.START_ARRAY;
    int width = -1;
    while (fine && json.nextToken() != JsonToken.END_ARRAY) {
      String hex = text(json);
      fine = hex != null && hex.matches("([0-9a-fA-F]{2}){1,8}");
      if (fine) {
        byte[] element = HexFormat.of().parseHex(Objects.requireNonNull(hex));
        fine = width < 0 || element.length == width;
        width = element.length;
        if (chunk.remaining() < width) {
          chunk = ByteBuffer.allocate(width << 12);
          chunks.add(chunk.array());
        }
        chunk.put(element);
      }
    }
    if (!fine) {
      throw wrong(file, name, "has \"bits\" that are no list of hexadecimal digits");
    }
    if (!chunks.isEmpty()) {
      int last = chunks.size() - 1;
      chunks.set(last, Arrays.copyOf(chunks.get(last), chunk.position()));
    }
    return new Bits(Math.max(width, 0), chunks);
  }

  /** One array, little-endian. */
  private static byte[] joined(InputFile file, String name, Bits bits, DType dtype, Shape shape)
      throws IOException {
    List<byte[]> chunks = bits.chunks();
    long there = chunks.stream().mapToLong(chunk -> chunk.length).sum();
    int width = dtype.bytes();
    boolean wide = bits.width() != width && there > 0;
    if (wide || shape.size() > Integer.MAX_VALUE || there != shape.size() * width) {
      throw wrong(
          file,
          name,
          "has " + there + " bytes of bits, which is not what " + dtype.label() + shape + " has");
    }
    byte[] bytes = new byte[(int) there];
    int at = 0;
    for (byte[] chunk : chunks) {
      for (int from = 0; from < chunk.length; from += width) {
        for (int i = 0; i < width; i++) {
          bytes[at++] = chunk[from + width - 1 - i];
        }
      }
    }
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static TensorFileException wrong(InputFile file, String name, String what) {
    return file.malformed("gradient '" + name + "' " + what, EXPECTED);
  }

  @Override
  public Optional<String> refusal(Map<String, Tensor> tensors) {
    return Optional.of(
        "gradients as JSON are written with their configuration, by 'gradaudit grad'");
  }

  @Override
  public void write(Map<String, Tensor> tensors, OutputStream out) {
    throw new UnsupportedOperationException("see refusal");
  }
}
