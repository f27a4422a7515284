package dev.gradaudit.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are wrong, or that attack: one message each, with the file and the way out. */
final class TensorFileFaultsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/tensorfile");

  @TempDir private Path folder;

  private TensorFileException refusal(String file, byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve(file), bytes);
    TensorFileException fault =
        catchThrowableOfType(
            TensorFileException.class,
            () -> {
              for (StoredTensor tensor : TensorFile.open(path, file).tensors()) {
                tensor.load();
              }
            });
    assertThat(fault).as("a fault").isNotNull();
    assertThat(fault.getMessage()).startsWith("'" + file + "': ").contains("; ");
    return fault;
  }

  private static byte[] npy(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    return bytes.putShort((short) text.length).put(text).array();
  }

  private static String dict(String descr, String shape) {
    return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'<c8'                     ; dtype 'c8' (complex) is not supported",
        "'|O'                      ; dtype 'O' (object) is not supported",
        "'<U3'                     ; dtype 'U3' (string) is not supported",
        "'|S3'                     ; dtype 'S3' (string) is not supported",
        "'<M8[ns]'                 ; dtype 'M8[ns]' (date or time) is not supported",
        "'<f16'                    ; dtype 'f16' (extended precision) is not supported",
        "'<V2'                     ; ml_dtypes) is not supported",
        "'=f4'                     ; dtype 'f4'",
        "[('a', '<f4'), ('b', '<i4')] ; a structured dtype is not supported",
      })
  void unsupportedTypesAreNamed(String descr, String message) throws IOException {
    assertThat(refusal("x.npy", npy(dict(descr, "(1,)"), 16))).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "(2147483647, 2147483647, 2147483647) | cut off: shape",
        "(4294967296,)       | an extent of 4294967296",
        "(99999999999999999999999,) | an extent of 99999999999999999999999",
        "(-1,)               | the shape is (-1,)",
        "(2.0,)              | the header is wrong at byte 62",
        "(1)                 | the shape is (1)",
        "__import__('os').system('true') | a value is missing",
        "(lambda: 0)()       | a value is missing",
        "[1]                 | the shape is [1]",
        "(3,)                | 'x.npy': cut off: shape [3] needs 12 bytes, but there are 8;",
        "(1,)                | 'x.npy': 4 bytes follow the array; a file holds one array",
        "None                | the shape is None",
      })
  void shapesAreNotBelieved(String shape, String message) throws IOException {
    assertThat(refusal("x.npy", npy(dict("'<f4'", shape), 8))).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()} | there twice",
        "{'descr': '<f4', 'shape': ()}       | instead of [descr, fortran_order, shape]",
        "{'descr': '<f4', 'fortran_order': 1, 'shape': ()} | fortran_order is 1",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x | text after the dictionary",
        "{'descr': '<f4                      | a string that does not end",
        "''                                  | '{' is missing",
      })
  void headersAreReadAndNeverEvaluated(String header, String message) throws IOException {
    assertThat(refusal("x.npy", npy(header, 4))).hasMessageContaining(message);
  }

  @Test
  void deepHeadersDoNotOverflowTheStack() throws IOException {
    String deep = "(".repeat(30_000);
    assertThat(refusal("x.npy", npy(dict("'<f4'", deep), 0))).hasMessageContaining("too deeply");
  }

  @Test
  void otherFilesAreNoArrays() throws IOException {
    assertThat(refusal("x.npy", new byte[0])).hasMessageContaining("0 bytes are no array");
    assertThat(refusal("x.npy", new byte[100])).hasMessageContaining("does not begin like");
    byte[] future = npy(dict("'<f4'", "()"), 4);
    future[6] = 9;
    assertThat(refusal("x.npy", future)).hasMessageContaining("version 9.0");
    assertThat(refusal("x.npz", new byte[100])).hasMessageContaining("no end of a ZIP archive");
    assertThat(refusal("x.txt", new byte[0])).hasMessageContaining("no format of tensors");
    assertThat(refusal("x.safetensors", new byte[3])).hasMessageContaining("3 bytes");
  }

  private byte[] safetensors(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(text.length).put(text).array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | after a hole from 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | which another tensor has too",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 bytes follow the last tensor",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}} | cut off:",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}} | which is not what float32[1] has",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | has the bytes 8 to 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | no list of at most 64 whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967297,4294967296,2],\"data_offsets\":[0,8]}} | an extent above",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}} | has 8 bytes",
        "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}} | tensor 'a': dtype 'F8_E4M3' is not supported",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{}} | the header is no JSON",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | needs \"dtype\", \"shape\" and two \"data_offsets\"",
        "{\"__metadata__\":{\"a\":1}} | __metadata__ is not an object of strings",
        "{\"a\":3} | tensor 'a' is not an object",
        "[] | the header does not begin with '{'",
        "{ | the header is no JSON",
      })
  void safetensorsHaveNoHolesAndNoOverlaps(String header, String message) throws IOException {
    assertThat(refusal("x.safetensors", safetensors(header, 8))).hasMessageContaining(message);
  }

  @Test
  void hugeSafetensorsHeadersAreNotRead() throws IOException {
    byte[] bytes = safetensors("{}", 0);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 100_000_001);
    assertThat(refusal("x.safetensors", bytes)).hasMessageContaining("at most 100000000");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
    assertThat(refusal("x.safetensors", bytes)).hasMessageContaining("18446744073709551615 bytes");
  }

  private static byte[] zip(Entries entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entries.writeTo(zip);
    }
    return bytes.toByteArray();
  }

  private interface Entries {
    void writeTo(ZipOutputStream zip) throws IOException;
  }

  /** Sixteen MiB of zeros under a header that promises one element: the header is held to. */
  @Test
  void whatInflatesToMoreThanItSaysIsRefused() throws IOException {
    byte[] bomb =
        zip(
            zip -> {
              zip.putNextEntry(new ZipEntry("w.npy"));
              zip.write(npy(dict("'<f4'", "(1,)"), 4));
              zip.write(new byte[16 << 20]);
            });
    assertThat(refusal("x.npz", bomb)).hasMessageContaining("16777216 bytes follow the array");
    // The directory lies about the size: the size of what is inflated is at 24 in its entry.
    ByteBuffer lying = ByteBuffer.wrap(bomb).order(ByteOrder.LITTLE_ENDIAN);
    int central = lying.getInt(bomb.length - 22 + 16);
    int whole = npy(dict("'<f4'", "(1,)"), 4).length;
    lying.putInt(central + 24, whole);
    assertThat(refusal("x.npz", bomb)).hasMessageContaining("has more than the " + whole);
    lying.putInt(central + 24, Integer.MAX_VALUE);
    assertThat(refusal("x.npz", bomb)).hasMessageContaining("cannot become 2147483647 bytes");
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws IOException {
    byte[] one = npy(dict("'<f4'", "(1,)"), 4);
    byte[] bytes =
        zip(
            zip -> {
              for (String name : new String[] {"a.npy", "b.npy"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(one);
              }
            });
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("b.npy", "a.npy");
    assertThat(refusal("x.npz", text.getBytes(StandardCharsets.ISO_8859_1)))
        .hasMessageContaining("there are two tensors named 'a'");
  }

  @Test
  void entriesThatShareBytesAreRefused() throws IOException {
    byte[] one = npy(dict("'<f4'", "(1,)"), 4);
    byte[] bytes =
        zip(
            zip -> {
              for (String name : new String[] {"a.npy", "a.npy2"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(one);
              }
            });
    ByteBuffer sharing = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int central = sharing.getInt(bytes.length - 22 + 16);
    int second = central + 46 + "a.npy".length();
    sharing.putInt(second + 42, sharing.getInt(central + 42));
    assertThat(refusal("x.npz", bytes)).hasMessageContaining("a broken ZIP archive");
  }

  @Test
  void changedBytesOfAnArchiveShowInItsChecksum() throws IOException {
    for (String file : new String[] {"stored.npz", "zip64.npz"}) {
      byte[] bytes = Files.readAllBytes(GOLDEN.resolve(file));
      bytes[bytes.length / 4] ^= 1;
      assertThat(refusal(file, bytes).getMessage()).containsAnyOf("checksum", "broken", "header");
    }
  }

  @Test
  void wholeNumbersThatDoNotFitAreRefused() throws IOException {
    byte[] large = npy(dict("'<u8'", "(2,)"), 16);
    large[large.length - 1] = (byte) 0x80;
    assertThat(refusal("x.npy", large))
        .hasMessageContaining("element 1 is 9223372036854775808, which does not fit in int64");
    byte[] flag = npy(dict("'|b1'", "(2,)"), 2);
    flag[flag.length - 2] = 2;
    assertThat(refusal("x.npy", flag)).hasMessageContaining("element 0 is the byte 2");
  }

  @Test
  void whatCannotBeReadIsNotMalformed() throws IOException {
    TensorFileException absent =
        catchThrowableOfType(
            TensorFileException.class,
            () -> TensorFile.open(folder.resolve("none.npy"), "none.npy"));
    assertThat(absent.isMalformed()).isFalse();
    assertThat(absent)
        .hasMessage("'none.npy': cannot be read: there is no such file; check the path");
    Files.createDirectory(folder.resolve("d.npy"));
    TensorFileException aFolder =
        catchThrowableOfType(
            TensorFileException.class, () -> TensorFile.open(folder.resolve("d.npy"), "d.npy"));
    assertThat(aFolder.isMalformed()).isFalse();
    assertThat(refusal("x.npy", new byte[0]).isMalformed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"schema\": \"gradaudit.report/1\"} | a report of 'gradaudit run'",
        "{\"gradients\": {\"w\": {\"dtype\": \"float32\", \"shape\": [1], \"bits\": [\"00\"]}}} | has 1 bytes of bits",
        "{\"gradients\": {\"w\": {\"dtype\": \"float32\", \"shape\": [1], \"bits\": [\"0000\", \"0000\"]}}} | has 4 bytes of bits",
        "{\"gradients\": {\"w\": {\"dtype\": \"float32\", \"shape\": [1], \"bits\": [1]}}} | no list of hexadecimal",
        "{\"gradients\": {\"w\": {\"dtype\": \"float32\", \"shape\": [1], \"bits\": [\"00000000\"], \"sha256\": \"00\"}}} | its bits have changed",
        "{\"gradients\": {\"w\": 1}} | gradient 'w' is not an object",
        "{} | there is no object \"gradients\"",
        "[] | not the JSON of gradients",
        "{\"gradients\": {} | not JSON",
      })
  void jsonOfSomethingElseIsRefused(String text, String message) throws IOException {
    assertThat(refusal("x.json", text.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining(message);
  }
}
