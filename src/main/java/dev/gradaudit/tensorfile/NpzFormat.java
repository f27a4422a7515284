package dev.gradaudit.tensorfile;

import dev.gradaudit.tensor.Tensor;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's archive of named arrays: a ZIP file with an {@code .npy} for each. Entries of other names
 * are no arrays and left alone. A name is only a name: nothing is ever unpacked.
 */
record NpzFormat() implements TensorFileFormat {
  private static final String ENTRY_ENDING = ".npy";

  /** What one entry may become: a deflated one takes a second for each GiB, and may be a trap. */
  private static final long MAX_INFLATED = 16L << 30;

  /** The second that ZIP files can say; at the first, Java adds one with the time zone in it. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

  @Override
  public String ending() {
    return ".npz";
  }

  @Override
  public List<StoredTensor> read(InputFile file) throws IOException {
    List<StoredTensor> tensors = new ArrayList<>();
    for (ZipIndex.Entry entry : ZipIndex.read(file)) {
      if (entry.name().endsWith(ENTRY_ENDING)) {
        tensors.add(tensor(file, entry));
      }
    }
    return tensors;
  }

  private static StoredTensor tensor(InputFile file, ZipIndex.Entry entry) throws IOException {
    String name = entry.name().substring(0, entry.name().length() - ENTRY_ENDING.length());
    if (entry.deflated() && entry.inflatedSize() > MAX_INFLATED) {
      throw file.malformed(
          "'"
              + name
              + "' inflates to "
              + entry.inflatedSize()
              + " bytes, more than "
              + MAX_INFLATED,
          "save it with numpy.savez, which does not compress");
    }
    ByteStore whole =
        entry.deflated() ? new InflatedBytes(file, entry, 0) : new StoredEntry(file, entry, 0);
    NpyHeader header =
        NpyHeader.read(file, name, (at, count) -> read(whole, at, count), entry.inflatedSize());
    if (header.type() == null) {
      return StoredTensor.unsupported(file, name, header.typeInWords(), header.advice());
    }
    NpyFormat.requireSize(file, "'" + name + "': ", header, entry.inflatedSize());
    ByteStore elements =
        entry.deflated()
            ? new InflatedBytes(file, entry, header.length())
            : new StoredEntry(file, entry, header.length());
    return StoredTensor.of(
        file, name, header.type(), header.shape(), elements, header.order(), header.columnMajor());
  }

  private static byte[] read(ByteStore store, long at, int count) throws IOException {
    byte[] bytes = new byte[count];
    try (ByteStore.Bytes reader = store.open(at, at + count)) {
      reader.next(count).get(bytes);
    }
    return bytes;
  }

  @Override
  public Optional<String> refusal(Map<String, Tensor> tensors) {
    return NpyFormat.refusalOfDtype(tensors);
  }

  /** Stored, not deflated, so that they can be mapped. */
  @Override
  public void write(Map<String, Tensor> tensors, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(new Unclosed(out));
    try {
      tensors.forEach((name, tensor) -> write(name, tensor, zip));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    zip.finish();
  }

  private static void write(String name, Tensor tensor, ZipOutputStream zip) {
    try {
      byte[] header = NpyHeader.bytes(tensor.dtype(), tensor.shape());
      CRC32 crc = new CRC32();
      crc.update(header);
      TensorBytes.write(
          tensor,
          new OutputStream() {
            @Override
            public void write(int b) {
              crc.update(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              crc.update(bytes, offset, length);
            }
          });
      ZipEntry entry = new ZipEntry(name + ENTRY_ENDING);
      entry.setMethod(ZipEntry.STORED);
      entry.setTimeLocal(NO_TIME);
      entry.setSize(header.length + TensorBytes.size(tensor));
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(header);
      TensorBytes.write(tensor, zip);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stream below belongs to somebody else. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
