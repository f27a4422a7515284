package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Fault;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import dev.gradaudit.tensorfile.TensorFileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TensorFilesTest {
  private static final ReadLimits LIMITS = new ReadLimits(1 << 20, 1 << 20);
  private static final Tensor W = new FloatTensor(Shape.of(2), new float[] {0.1f, -0.0f});
  private static final Tensor LABELS = new LongTensor(Shape.of(2), new long[] {1, 0});
  private static final Tensor WIDE = new DoubleTensor(Shape.of(1), new double[] {0.1});

  @TempDir private Path folder;

  private void write(String file, Map<String, Tensor> tensors) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    try (OutputStream out = Files.newOutputStream(path)) {
      TensorFileFormat.of(file).orElseThrow().write(tensors, out);
    }
  }

  private Reading read(String tensors, String program, ReadLimits limits) throws IOException {
    Path scenario = folder.resolve("home/s.json");
    Files.createDirectories(scenario.getParent());
    Files.writeString(
        scenario, "{\"tensors\": {" + tensors + "},\n \"program\": [\"" + program + "\"]}");
    return new ScenarioReader(OpTable.instance(), limits).read(scenario);
  }

  private Scenario accepted(String tensors, String program) throws IOException {
    Reading reading = read(tensors, program, LIMITS);
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    return ((Reading.Accepted) reading).scenario();
  }

  private static Tensor tensor(Scenario scenario, String name) {
    return Objects.requireNonNull(scenario.steps().step(0).tensors().get(name));
  }

  private Fault fault(String tensors, ReadLimits limits) throws IOException {
    Reading reading = read(tensors, "loss = w.sum()", limits);
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    assertThat(((Reading.Refused) reading).faults()).hasSize(1);
    return ((Reading.Refused) reading).faults().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "home/w.npy, w.npy",
    "home/w.npz, w.npz",
    "home/w.npz, w.npz#w",
    "home/below/w.safetensors, below/w.safetensors#w",
    "home/w.safetensors, ./w.safetensors",
  })
  void tensorsHaveTheBitsOfTheFile(String file, String reference) throws IOException {
    write(file, Map.of("w", W));
    Scenario scenario =
        accepted(
            "\"w\": {\"file\": \"" + reference + "\", \"requires_grad\": true}", "loss = w.sum()");
    Tensor read = tensor(scenario, "w");
    assertThat(Tensors.sameBits(read, W)).isTrue();
    assertThat(scenario.dataDependsOnSeed()).isFalse();
  }

  @Test
  void typesAreThoseOfTheFileAndLabelsCanBeUsed() throws IOException {
    Map<String, Tensor> all = new TreeMap<>(Map.of("w", W, "labels", LABELS, "wide", WIDE));
    write("home/all.npz", all);
    Scenario scenario =
        accepted(
            """
            "w": {"file": "all.npz#w", "requires_grad": true, "shape": [2], "dtype": "float32"},
            "n": {"file": "all.npz#labels", "dtype": "int64"},
            "v": {"file": "all.npz#wide"}
            """,
            "loss = w[n].sum()");
    assertThat(tensor(scenario, "n").dtype()).isEqualTo(DType.INT64);
    assertThat(tensor(scenario, "v").dtype()).isEqualTo(DType.FLOAT64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none.npy          | there is no file 'none.npy'",
        "all.npz           | all.npz holds 2 tensors",
        "all.npz#v         | no tensor 'v' in all.npz",
        "w.npy#w           | w.npy holds one tensor, which has no name",
        "s.json            | s.json: there is no object \"gradients\"",
        "../w.npy          | '../w.npy' is outside of the scenario's folder",
        "link.npy          | 'link.npy' is outside of the scenario's folder",
        "linked/w.npy      | 'linked/w.npy' is outside of the scenario's folder",
        "bad.npy           | bad.npy: cut off",
        "f8.safetensors#w  | f8.safetensors: tensor 'w': dtype 'F8_E4M3' is not supported",
        "text.txt          | text.txt: the ending of its name says no format of tensors",
      })
  void faultsPointAtTheScenarioAndNameTheFile(String reference, String message) throws IOException {
    write("w.npy", Map.of("w", W));
    write("home/w.npy", Map.of("w", W));
    write("home/all.npz", new TreeMap<>(Map.of("w", W, "labels", LABELS)));
    Files.createSymbolicLink(folder.resolve("home/link.npy"), folder.resolve("w.npy"));
    Files.createSymbolicLink(folder.resolve("home/linked"), folder);
    byte[] whole = Files.readAllBytes(folder.resolve("w.npy"));
    Files.write(folder.resolve("home/bad.npy"), Arrays.copyOf(whole, whole.length - 1));
    Files.writeString(folder.resolve("home/text.txt"), "1 2");
    String header = "{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[0],\"data_offsets\":[0,0]}}";
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] eight = new byte[8 + text.length];
    eight[0] = (byte) text.length;
    System.arraycopy(text, 0, eight, 8, text.length);
    Files.write(folder.resolve("home/f8.safetensors"), eight);
    String tensor = "\"w\": {\"file\": \"" + reference + "\", \"requires_grad\": true}";
    Fault fault = fault(tensor, LIMITS);
    assertThat(fault.message()).startsWith(message);
    assertThat(fault.location().line()).isEqualTo(1);
    assertThat(fault.location().column())
        .isEqualTo("{\"tensors\": {\"w\": {\"file\": ".length() + 1);
  }

  @Test
  void outsideFilesAreReadWhereTheUserAllowsIt() throws IOException {
    write("w.npy", Map.of("w", W));
    String absolute = folder.resolve("w.npy").toString();
    for (String reference : new String[] {"../w.npy", absolute}) {
      String tensor = "\"w\": {\"file\": \"" + reference + "\", \"requires_grad\": true}";
      assertThat(fault(tensor, LIMITS).advice()).contains("--allow-outside-files");
      assertThat(read(tensor, "loss = w.sum()", LIMITS.withAnyFolder()))
          .isInstanceOf(Reading.Accepted.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"dtype\": \"float64\" | the file holds float32, not float64",
        "\"shape\": [1, 2] | the file has shape [2], not [1, 2]",
        "\"data\": [1, 2] | \"data\" and \"file\" exclude each other",
      })
  void whatIsStatedHasToBeTrue(String field, String message) throws IOException {
    write("home/w.npy", Map.of("w", W));
    String tensor = "\"w\": {\"file\": \"w.npy\", \"requires_grad\": true, " + field + "}";
    Reading reading = read(tensor, "loss = w.sum()", LIMITS);
    assertThat(((Reading.Refused) reading).faults().get(0).message()).isEqualTo(message);
  }

  @Test
  void labelsCannotRequireAGradient() throws IOException {
    write("home/n.npy", Map.of("n", LABELS));
    String tensors =
        "\"n\": {\"file\": \"n.npy\", \"requires_grad\": true}, \"w\": {\"data\": 1,"
            + " \"requires_grad\": true}";
    assertThat(fault(tensors, LIMITS).message())
        .isEqualTo("an int64 tensor cannot require a gradient");
  }

  @Test
  void memoryIsCountedBeforeElementsAreRead() throws IOException {
    write("home/w.npy", Map.of("w", new FloatTensor(Shape.of(1000), new float[1000])));
    String tensor = "\"w\": {\"file\": \"w.npy\", \"requires_grad\": true}";
    assertThat(fault(tensor, new ReadLimits(1 << 20, 3999)).message())
        .isEqualTo(
            "the tensors up to 'w' need 4000 bytes, but only 3999 bytes are available for tensors");
    assertThat(read(tensor, "loss = w.sum()", new ReadLimits(1 << 20, 1 << 16)))
        .isInstanceOf(Reading.Accepted.class);
  }

  @Test
  void theHashIsOfTheScenarioAndItsFiles() throws IOException, NoSuchAlgorithmException {
    write("home/w.npy", Map.of("w", W));
    write("home/v.npz", new TreeMap<>(Map.of("a", W, "b", LABELS)));
    Scenario scenario =
        accepted(
            """
            "w": {"file": "w.npy", "requires_grad": true}, "a": {"file": "v.npz#a"},
            "b": {"file": "v.npz#b"}
            """,
            "loss = (w * a)[b].sum()");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String file : new String[] {"s.json", "w.npy", "v.npz"}) {
      digest.update(Files.readAllBytes(folder.resolve("home").resolve(file)));
    }
    assertThat(scenario.sha256()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
  }
}
