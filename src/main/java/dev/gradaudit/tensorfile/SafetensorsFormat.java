package dev.gradaudit.tensorfile;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Hugging Face's file of named tensors: a header in JSON, then the elements, little-endian. */
record SafetensorsFormat() implements TensorFileFormat {
  /** The library's own limit. */
  private static final long MAX_HEADER = 100_000_000;

  /** A header takes some ten times its size while it is read. */
  private static final int HEADER_SHARE = 16;

  private static final int ALIGNMENT = 8;

  @Override
  public String ending() {
    return ".safetensors";
  }

  @Override
  public List<StoredTensor> read(InputFile file) throws IOException {
    long size = file.size();
    if (size < Long.BYTES) {
      throw file.malformed(
          size + " bytes are no safetensors file", "write it with safetensors' save_file");
    }
    long length =
        ByteBuffer.wrap(file.read(0, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER) {
      throw file.malformed(
          "the header is said to have " + Long.toUnsignedString(length) + " bytes",
          "it has at most " + MAX_HEADER + "; is it a safetensors file?");
    }
    if (length > size - Long.BYTES) {
      throw file.cutOff(length + Long.BYTES, size);
    }
    if (length > Runtime.getRuntime().maxMemory() / HEADER_SHARE) {
      throw TensorFileException.unreadable(
          file.shown(),
          "its header of " + length + " bytes takes too much memory",
          "give Java more (-Xmx)");
    }
    byte[] header = file.read(Long.BYTES, (int) length);
    long start = Long.BYTES + length;
    return new SafetensorsHeader(file, header, start, size - start).tensors();
  }

  @Override
  public Optional<String> refusal(Map<String, Tensor> tensors) {
    return Optional.empty();
  }

  @Override
  public void write(Map<String, Tensor> tensors, OutputStream out) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      long offset = 0;
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        json.writeObjectPropertyStart(entry.getKey());
        json.writeStringProperty("dtype", typeName(tensor.dtype()));
        json.writeArrayPropertyStart("shape");
        for (int extent : tensor.shape().extents()) {
          json.writeNumber(extent);
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(offset);
        offset += TensorBytes.size(tensor);
        json.writeNumber(offset);
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
    int padding = (ALIGNMENT - json.length % ALIGNMENT) % ALIGNMENT;
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(json.length + padding).array());
    out.write(json);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
    for (Tensor tensor : tensors.values()) {
      TensorBytes.write(tensor, out);
    }
  }

  private static String typeName(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> "F64";
      case FLOAT32 -> "F32";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      case INT64 -> "I64";
      case BOOL -> "BOOL";
    };
  }
}
