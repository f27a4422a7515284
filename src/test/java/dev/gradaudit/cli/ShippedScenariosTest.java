package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each scenario that ships gives the verdicts that its description promises. */
class ShippedScenariosTest {
  private static final Path FOLDER = Path.of("scenarios");

  private static final String PROVEN = "repeat=PROVEN seed=PROVEN threads=PROVEN order=PROVEN";
  private static final String SCHEDULE =
      "repeat=IDENTICAL seed=DIFFERS threads=DIFFERS order=DIFFERS";
  private static final String OTHER_DATA =
      "repeat=IDENTICAL seed=IDENTICAL threads=DIFFERS order=DIFFERS";

  private static final Map<String, String> VERDICTS =
      Map.ofEntries(
          Map.entry("polynomial", PROVEN),
          Map.entry("elementwise", PROVEN),
          Map.entry("linear", PROVEN),
          Map.entry("tenths", "repeat=IDENTICAL order=DIFFERS"),
          Map.entry("absorption", "repeat=IDENTICAL threads=DIFFERS order=DIFFERS"),
          Map.entry("batch_loss", SCHEDULE),
          Map.entry("polynomial_sweep", SCHEDULE),
          Map.entry("bce_naive", SCHEDULE),
          Map.entry("bce_with_logits", SCHEDULE),
          Map.entry("mlp", OTHER_DATA),
          Map.entry("softmax_classifier", OTHER_DATA),
          Map.entry("linear_large", "repeat=IDENTICAL threads=DIFFERS order=DIFFERS"),
          Map.entry("cnn_segmentation", "repeat=IDENTICAL threads=DIFFERS order=DIFFERS"),
          Map.entry("transformer_block", SCHEDULE),
          Map.entry("attention", SCHEDULE),
          Map.entry("batch_norm", SCHEDULE),
          Map.entry("bilinear_upsample", SCHEDULE),
          Map.entry("dropout", OTHER_DATA),
          Map.entry("mixed_precision", OTHER_DATA),
          Map.entry("embedding_duplicates", "repeat=DIFFERS order=DIFFERS"),
          Map.entry("tanh_product", "repeat=IDENTICAL threads=DIFFERS order=DIFFERS"),
          Map.entry("growth", "repeat=IDENTICAL order=DIFFERS"),
          Map.entry("race", "repeat=DIFFERS"));

  private static final int MOST_ATTEMPTS = 20;

  static List<String> names() {
    return List.copyOf(new TreeSet<>(VERDICTS.keySet()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void givesTheVerdictsThatItTeaches(String name) {
    Map<String, String> expected = new TreeMap<>();
    for (String pair : Objects.requireNonNull(VERDICTS.get(name)).split(" ")) {
      expected.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    // Threads that race may arrive alike throughout an audit; sooner or later they do not.
    boolean races = expected.getOrDefault("repeat", "").equals("DIFFERS");
    Map<String, String> verdicts = verdicts(name);
    for (int attempt = 1;
        races && attempt < MOST_ATTEMPTS && !verdicts.equals(expected);
        attempt++) {
      verdicts = verdicts(name);
    }
    assertThat(verdicts).isEqualTo(expected);
  }

  private static Map<String, String> verdicts(String name) {
    Cli.Result result = Cli.shipped().with("run", path(name), "--format", "json");
    assertThat(result.err()).isEmpty();
    JsonNode scenario = JsonMapper.shared().readTree(result.out()).get("scenarios").get(0);
    assertThat(scenario.get("description").stringValue()).isNotBlank();
    Map<String, String> verdicts = new TreeMap<>();
    scenario
        .get("verdicts")
        .properties()
        .forEach(entry -> verdicts.put(entry.getKey(), text(entry.getValue(), "verdict")));
    boolean holds = scenario.get("status").stringValue().equals("passed");
    assertThat(result.exitCode()).isEqualTo(holds ? 0 : 1);
    assertThat(holds).isEqualTo(!name.equals("race") || "IDENTICAL".equals(verdicts.get("repeat")));
    return verdicts;
  }

  @Test
  void everyShippedScenarioIsListedHere() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(VERDICTS.keySet());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "polynomial, x, 6.0",
    "elementwise, x, '6.0,8.0,10.0'",
    "linear, weight, '1.0,2.0,3.0'"
  })
  void theQuotedExamplesHaveTheirTextbookGradients(String name, String tensor, String values) {
    Cli.Result result = Cli.shipped().with("grad", path(name), "--format", "json");
    assertThat(result.exitCode()).isZero();
    JsonNode data =
        JsonMapper.shared().readTree(result.out()).get("gradients").get(tensor).get("data");
    assertThat(data.values().stream().map(JsonNode::asDouble))
        .containsExactlyElementsOf(Stream.of(values.split(",")).map(Double::parseDouble).toList());
  }

  /** Eight equal terms: only the two orders with another tree give another sum. */
  @Test
  void tenthsChangesWithTheTreeAndNotWithThePermutation() {
    JsonNode scenario = audit("tenths", 0);
    Map<String, Boolean> differs = new TreeMap<>();
    for (JsonNode comparison : scenario.get("comparisons")) {
      if (text(comparison, "axis").equals("order")) {
        differs.put(
            text(comparison.get("to"), "order"), comparison.get("differing").intValue() > 0);
      }
    }
    assertThat(differs)
        .isEqualTo(
            Map.of(
                "reversed", false,
                "ascending", false,
                "shuffled", false,
                "pairwise", true,
                "strided:2", true));
  }

  /** The same loss on the same data, once as the formula says it and once in the stable form. */
  @Test
  void theStableLossSpreadsAtLeastTenTimesLessThanTheNaiveOne() {
    long naive = maxUlp(audit("bce_naive", 0));
    long stable = maxUlp(audit("bce_with_logits", 0));
    assertThat(naive).isGreaterThan(10 * stable);
  }

  /** Where the accumulator is float32 the order does not show, and what shows is where it says. */
  @Test
  void mixedPrecisionDependsOnTheOrderOfTwoSumsInBfloat16() {
    assertThat(gradients("mixed_precision", "sequential", "pairwise", "reversed")).hasSize(3);
    assertThat(gradients("mixed_precision", "wide", "pairwise/wide", "reversed/wide")).hasSize(1);
    assertThat(Cli.shipped().with("explain", path("mixed_precision")).out())
        .contains("It starts in 2 of 3 sums")
        .contains("1. linear (forward), line 1")
        .contains("2. linear (grad of weight), line 1");
  }

  /** Sixteen times the rows, some four times the distance; in pairs, a few ULPs throughout. */
  @Test
  void distancesGrowLikeTheSquareRootOfTheRowsUnlessAddedInPairs() {
    Cli.Result result = Cli.shipped().with("run", path("growth"), "--format", "json");
    Map<String, Map<Integer, Long>> ulps = new TreeMap<>();
    for (JsonNode scenario : JsonMapper.shared().readTree(result.out()).get("scenarios")) {
      JsonNode matrix = scenario.get("matrix");
      ulps.computeIfAbsent(text(matrix, "tree") + " " + text(matrix, "dtype"), n -> new TreeMap<>())
          .put(matrix.get("n").intValue(), maxUlp(scenario));
    }
    assertThat(ulps.keySet())
        .containsExactly(
            "pairwise float32", "pairwise float64", "sequential float32", "sequential float64");
    ulps.forEach(
        (how, byRows) -> {
          assertThat(byRows.keySet()).containsExactly(16, 256, 4096);
          List<Long> grown = List.copyOf(byRows.values());
          if (how.startsWith("pairwise")) {
            assertThat(grown).as(how).allMatch(ulp -> ulp >= 1 && ulp <= 3);
          } else {
            double factor = (double) grown.get(2) / grown.get(0);
            assertThat(factor).as(how + grown).isBetween(16 / 2.0, 16 * 2.0);
            assertThat(grown.get(1)).as(how).isBetween(3 * grown.get(0), 8 * grown.get(0));
          }
        });
  }

  /** The different gradients of {@code weight}, each rounded to bfloat16 before it was float32. */
  private static Set<List<String>> gradients(String name, String... orders) {
    Set<List<String>> different = new HashSet<>();
    for (String order : orders) {
      Cli.Result result =
          Cli.shipped().with("grad", path(name), "--order", order, "--format", "json");
      JsonNode weight = JsonMapper.shared().readTree(result.out()).get("gradients").get("weight");
      List<String> bits = weight.get("bits").values().stream().map(JsonNode::asString).toList();
      assertThat(text(weight, "dtype")).isEqualTo("float32");
      assertThat(bits).hasSize(8 * 64).allMatch(hex -> hex.endsWith("0000"));
      different.add(bits);
    }
    return different;
  }

  private static long maxUlp(JsonNode scenario) {
    return scenario.get("verdicts").get("order").get("max_ulp").longValue();
  }

  private static JsonNode audit(String name, int exitCode) {
    Cli.Result result = Cli.shipped().with("run", path(name), "--format", "json");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(exitCode);
    return JsonMapper.shared().readTree(result.out()).get("scenarios").get(0);
  }

  private static String path(String name) {
    return FOLDER.resolve(name + ".json").toString();
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).stringValue();
  }
}
