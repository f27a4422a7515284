package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Profiles against results that were recorded from the real libraries (NumPy 2.4.6, libtorch 2.7.1,
 * oneMKL 2024.0, OpenBLAS 0.3.31 on a Xeon with AVX-512): {@code library-sums.jsonl}. Those of GPUs
 * and collectives are of a model of their sources.
 */
final class LibrarySumsTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/gradaudit/reduction/library-sums.jsonl");

  /** One recorded result. */
  record Vector(String id, JsonNode json) {
    @Override
    public String toString() {
      return id + " " + text("library") + " " + text("op") + " " + text("dtype");
    }

    String text(String field) {
      return json.path(field).asString("");
    }

    DType dtype() {
      return text("dtype").equals("f32") ? DType.FLOAT32 : DType.FLOAT64;
    }

    List<Integer> threads() {
      List<Integer> threads = new ArrayList<>();
      json.path("threads").forEach(each -> threads.add(each.asInt()));
      return threads.isEmpty() ? List.of(1) : threads;
    }
  }

  static List<Vector> vectors() {
    JsonMapper mapper = JsonMapper.builder().build();
    try {
      return Files.readAllLines(FILE).stream()
          .map(mapper::readTree)
          .map(json -> new Vector(json.path("id").asString(""), json))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void givesTheBitsOfTheLibrary(Vector vector) throws OrderSyntaxException {
    List<RecordedInput> inputs = RecordedInput.all(vector.json(), vector.dtype());
    inputs.forEach(RecordedInput::check);
    for (int threads : vector.threads()) {
      for (boolean reference : new boolean[] {false, true}) {
        RecordedSums sums = new RecordedSums(vector.json(), inputs, threads, reference);
        String what = threads + " threads" + (reference ? ", reference" : "");
        sums.results().forEach((name, result) -> check(vector, name, result, what));
      }
    }
  }

  /**
   * @param name of one of several results; empty for the only one
   */
  private static void check(Vector vector, String name, double[] result, String what) {
    JsonNode expected = name.isEmpty() ? vector.json() : vector.json().path("results").path(name);
    String[] bits = new String[result.length];
    long checksum = 0;
    for (int i = 0; i < result.length; i++) {
      long raw =
          vector.dtype() == DType.FLOAT32
              ? Float.floatToRawIntBits((float) result[i]) & 0xFFFFFFFFL
              : Double.doubleToRawLongBits(result[i]);
      checksum += raw * (2L * i + 1);
      bits[i] =
          vector.dtype() == DType.FLOAT32
              ? String.format("%08x", raw)
              : String.format("%016x", raw);
    }
    JsonNode all = expected.has("result") ? expected.path("result") : expected;
    if (all.isArray()) {
      List<String> texts = new ArrayList<>();
      all.forEach(each -> texts.add(each.asString("")));
      assertThat(bits).as(what + " " + name).containsExactly(texts.toArray(String[]::new));
      return;
    }
    String prefix = expected.has("result_head") ? "result_" : "";
    assertThat(result.length).isEqualTo(expected.path(prefix + "count").asInt());
    List<String> head = new ArrayList<>();
    expected.path(prefix + "head").forEach(each -> head.add(each.asString("")));
    assertThat(bits).as(what + " " + name).startsWith(head.toArray(String[]::new));
    assertThat(String.format("%016x", checksum))
        .as(what + " " + name)
        .isEqualTo(expected.path(prefix + "checksum").asString(""));
  }
}
