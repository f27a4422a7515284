package dev.gradaudit.engine.pytorch;

import dev.gradaudit.numeric.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The archive that {@code torch.jit.load} reads: a zip of stored entries, with the source of the
 * module's class and a pickle of the one object of it.
 */
public final class ScriptArchive {
  private static final String FOLDER = "step/";

  /** Of the operators: with a smaller one, calls would mean what they did in old releases. */
  private static final String VERSION = "10\n";

  private ScriptArchive() {}

  /** The archive of a class without parameters, given its source. */
  static byte[] of(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", object());
      put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      put(zip, "version", VERSION.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The archive of a module that converts a tensor to a dtype. */
  public static byte[] ofCast(DType dtype) {
    return of(
        "class "
            + TorchScript.CLASS
            + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + "  def forward(self: __torch__."
            + TorchScript.CLASS
            + ",\n    x: Tensor) -> Tensor:\n    return torch.to(x, "
            + ScriptCall.dtype(dtype)
            + ")\n");
  }

  /** A pickle (protocol 2) of an object with the single attribute {@code training = True}. */
  private static byte[] object() throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.write(new byte[] {(byte) 0x80, 2, 'c'});
    pickle.write(("__torch__\n" + TorchScript.CLASS + "\n").getBytes(StandardCharsets.US_ASCII));
    pickle.write(new byte[] {')', (byte) 0x81, '}', '('});
    byte[] attribute = "training".getBytes(StandardCharsets.US_ASCII);
    pickle.write(new byte[] {'X', (byte) attribute.length, 0, 0, 0});
    pickle.write(attribute);
    pickle.write(new byte[] {(byte) 0x88, 'u', 'b', '.'});
    return pickle.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(FOLDER + name);
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
