package dev.gradaudit.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TensorFileWriterTest {
  private static final Tensor FLOATS =
      new FloatTensor(
          Shape.of(2, 3), new float[] {1, -0.0f, Float.NaN, Float.MIN_VALUE, -1e30f, 1 / 0f});
  private static final Tensor HALVES =
      new FloatTensor(DType.FLOAT16, Shape.of(2), new float[] {0x1p-24f, -65504});
  private static final Tensor BRAINS =
      new FloatTensor(DType.BFLOAT16, Shape.of(1), new float[] {1.5f});
  private static final Tensor DOUBLES = new DoubleTensor(Shape.SCALAR, new double[] {0.1});
  private static final Tensor LONGS =
      new LongTensor(Shape.of(3), new long[] {Long.MIN_VALUE, -1, 7});
  private static final Tensor EMPTY = new FloatTensor(Shape.of(0, 5), new float[0]);

  @TempDir private Path folder;

  private static Map<String, Tensor> tensors(boolean brains) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", FLOATS);
    tensors.put("half", HALVES);
    tensors.put("a", DOUBLES);
    tensors.put("labels", LONGS);
    tensors.put("empty", EMPTY);
    if (brains) {
      tensors.put("brain", BRAINS);
    }
    return tensors;
  }

  private Path write(String file, Map<String, Tensor> tensors) throws IOException {
    TensorFileFormat format = TensorFileFormat.of(file).orElseThrow();
    assertThat(format.refusal(tensors)).isEmpty();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(tensors, out);
    return Files.write(folder.resolve(file), out.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npz", "x.safetensors"})
  void whatIsWrittenIsReadAsTheSameBits(String file) throws IOException {
    Map<String, Tensor> tensors = tensors(file.equals("x.safetensors"));
    TensorFile read = TensorFile.open(write(file, tensors), file);
    assertThat(read.tensors().stream().map(StoredTensor::name))
        .containsExactlyElementsOf(tensors.keySet());
    for (StoredTensor stored : read.tensors()) {
      Tensor tensor = Objects.requireNonNull(tensors.get(stored.name()));
      assertThat(Tensors.sameBits(stored.load(), tensor)).as(stored.name()).isTrue();
    }
  }

  @Test
  void anNpyHoldsEachOfThem() throws IOException {
    for (Tensor tensor : List.of(FLOATS, HALVES, DOUBLES, LONGS, EMPTY)) {
      Path path = write("x.npy", Map.of("name", tensor));
      assertThat(Tensors.sameBits(TensorFile.open(path, "x.npy").tensors().get(0).load(), tensor))
          .isTrue();
    }
  }

  /** The format's description, and the bytes that numpy.save writes but for its padding. */
  @Test
  void anNpyIsWhatTheFormatSays() throws IOException {
    byte[] bytes = Files.readAllBytes(write("x.npy", Map.of("w", FLOATS)));
    String header = new String(bytes, 0, 128, StandardCharsets.ISO_8859_1);
    assertThat(header)
        .startsWith("\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, ")
        .contains("'shape': (2, 3), }")
        .endsWith(" \n");
    assertThat(bytes).hasSize(128 + 24);
    assertThat(Arrays.copyOfRange(bytes, 128, 136))
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0x80);
  }

  @Test
  void anNpzIsAZipOfStoredEntriesWithoutATime() throws IOException {
    TimeZone zone = TimeZone.getDefault();
    byte[] expected = Files.readAllBytes(write("x.npz", tensors(false)));
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      assertThat(Files.readAllBytes(write("y.npz", tensors(false)))).isEqualTo(expected);
    } finally {
      TimeZone.setDefault(zone);
    }
    try (ZipFile zip = new ZipFile(folder.resolve("x.npz").toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      assertThat(entries.stream().map(ZipEntry::getName))
          .containsExactly("z.npy", "half.npy", "a.npy", "labels.npy", "empty.npy");
      for (ZipEntry entry : entries) {
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        assertThat(entry.getTimeLocal().getYear()).isEqualTo(1980);
        assertThat(zip.getInputStream(entry).readAllBytes()).hasSize((int) entry.getSize());
      }
    }
  }

  @Test
  void aSafetensorsFileIsWhatTheFormatSays() throws IOException {
    byte[] bytes = Files.readAllBytes(write("x.safetensors", Map.of("w", LONGS)));
    String json = "{\"w\":{\"dtype\":\"I64\",\"shape\":[3],\"data_offsets\":[0,24]}}";
    int length = (json.length() + 7) / 8 * 8;
    assertThat(bytes).hasSize(8 + length + 24);
    assertThat(Arrays.copyOf(bytes, 8)).containsExactly(length, 0, 0, 0, 0, 0, 0, 0);
    assertThat(new String(bytes, 8, length, StandardCharsets.UTF_8).stripTrailing())
        .isEqualTo(json);
  }

  @Test
  void whatAFormatHasNoRoomForIsSaid() {
    Map<String, Tensor> brain = Map.of("w", BRAINS);
    assertThat(new NpyFormat().refusal(brain).orElseThrow())
        .isEqualTo("'w' is bfloat16, which NumPy does not have; write a .safetensors file");
    assertThat(new NpzFormat().refusal(brain)).isPresent();
    assertThat(new SafetensorsFormat().refusal(brain)).isEmpty();
    assertThat(new NpyFormat().refusal(tensors(false)).orElseThrow())
        .startsWith("a .npy file holds one tensor, but there are 5;");
  }
}
