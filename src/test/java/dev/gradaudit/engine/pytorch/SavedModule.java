package dev.gradaudit.engine.pytorch;

import dev.gradaudit.tensor.FloatTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes what {@code torch.jit.save} writes of a module with parameters: the pickle of an object
 * whose tensors are rebuilt from storages, each a file of the archive.
 */
final class SavedModule {
  private final String forward;
  private final boolean training;
  private final Map<String, FloatTensor> parameters = new LinkedHashMap<>();
  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  /**
   * @param forward the method, from the parenthesis of its parameters after {@code self} on
   */
  SavedModule(String forward, boolean training) {
    this.forward = forward;
    this.training = training;
  }

  SavedModule with(String name, FloatTensor value) {
    parameters.put(name, value);
    return this;
  }

  void write(Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", object());
      put(zip, "code/__torch__.py", source().getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      put(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      int storage = 0;
      for (FloatTensor value : parameters.values()) {
        ByteBuffer bytes =
            ByteBuffer.allocate(4 * value.values().length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(value.values());
        put(zip, "data/" + storage++, bytes.array());
      }
    }
  }

  private String source() {
    StringBuilder text = new StringBuilder("class Model(Module):\n  __parameters__ = [");
    parameters.keySet().forEach(name -> text.append('"').append(name).append("\", "));
    text.append("]\n  __buffers__ = []\n");
    parameters.keySet().forEach(name -> text.append("  ").append(name).append(" : Tensor\n"));
    text.append("  training : bool\n  def forward(self: __torch__.Model,\n    ").append(forward);
    return text.toString();
  }

  private byte[] object() throws IOException {
    bytes(0x80, 2);
    global("__torch__", "Model");
    bytes(')', 0x81, '}', '(');
    int storage = 0;
    for (Map.Entry<String, FloatTensor> parameter : parameters.entrySet()) {
      text(parameter.getKey());
      tensor(storage++, parameter.getValue());
    }
    text("training");
    bytes(training ? 0x88 : 0x89, 'u', 'b', '.');
    return pickle.toByteArray();
  }

  private void tensor(int storage, FloatTensor value) throws IOException {
    global("torch._utils", "_rebuild_tensor_v2");
    bytes('(', '(');
    text("storage");
    global("torch", "FloatStorage");
    text(Integer.toString(storage));
    text("cpu");
    number(value.values().length);
    bytes('t', 'Q');
    number(0);
    int[] extents = value.shape().extents();
    bytes('(');
    for (int extent : extents) {
      number(extent);
    }
    bytes('t', '(');
    for (int dim = 0; dim < extents.length; dim++) {
      int stride = 1;
      for (int inner = dim + 1; inner < extents.length; inner++) {
        stride *= extents[inner];
      }
      number(stride);
    }
    bytes('t', 0x88);
    global("collections", "OrderedDict");
    bytes(')', 'R', 't', 'R');
  }

  private void global(String module, String name) throws IOException {
    pickle.write(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void text(String text) throws IOException {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    bytes('X', ascii.length, 0, 0, 0);
    pickle.write(ascii);
  }

  private void number(int number) throws IOException {
    pickle.write('J');
    pickle.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  private void bytes(int... bytes) {
    for (int each : bytes) {
      pickle.write(each);
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("model/" + name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
