package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Distances from the gradients of real arithmetic. */
final class AccuracyTest {
  @TempDir private Path folder;

  /** The gradient of w is the sum of x, in sequence and by Neumaier's method. */
  private JsonNode sumOf(String dtype, String terms) throws IOException {
    return gradient(
        """
        {"dtype": "%s",
         "tensors": {"x": %s, "w": {"data": 1, "requires_grad": true}},
         "program": ["loss = (w * x).sum()"],
         "audit": {"runs": 2, "orders": ["sequential", "neumaier"]}}
        """
            .formatted(dtype, terms));
  }

  private JsonNode gradient(String text) throws IOException {
    Path scenario = Files.writeString(folder.resolve("accuracy.json"), text);
    return accuracy(scenario.toString()).get("gradients").get(0);
  }

  private static JsonNode accuracy(String scenario, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("run", scenario, "--accuracy", "--format", "json"));
    arguments.addAll(List.of(options));
    Cli.Result result = Cli.shipped().with(arguments.toArray(new String[0]));
    assertThat(result.err()).isEmpty();
    return JsonMapper.shared().readTree(result.out()).get("scenarios").get(0).get("accuracy");
  }

  private static double ulps(JsonNode distance) {
    return distance.get("max_ulp").doubleValue();
  }

  @Test
  void countsUlpsOfTheExactValue() throws IOException {
    // From left to right 2^24 + 1 + 1 stays 2^24, where an ULP is 2.
    JsonNode float32 = sumOf("float32", "[16777216, 1, 1]");
    assertThat(ulps(float32.get("configurations").get(0))).isEqualTo(1);
    assertThat(ulps(float32.get("configurations").get(1))).isZero();
    assertThat(ulps(float32.get("exact_sums"))).isZero();
    assertThat(float32.get("uncertainty_ulp").doubleValue()).isLessThan(0x1p-70);
    // Half way between two numbers.
    assertThat(ulps(sumOf("float32", "[16777216, 1]").get("exact_sums"))).isEqualTo(0.5);
    JsonNode float64 = sumOf("float64", "[1, \"0x1p-53\", \"0x1p-53\"]");
    assertThat(ulps(float64.get("configurations").get(0))).isEqualTo(1);
    assertThat(float64.get("uncertainty_ulp").doubleValue()).isLessThan(0x1p-40);
    JsonNode bfloat16 = sumOf("bfloat16", "[256, 1, 1]");
    assertThat(ulps(bfloat16.get("configurations").get(0))).isEqualTo(1);
  }

  @Test
  void tellsAnUnstableOrderFromCancellation() throws IOException {
    JsonNode order = sumOf("float32", "[1073741824, 1, -1073741824, 100]");
    assertThat(order.get("limit").stringValue()).isEqualTo("order");
    assertThat(sumOf("float32", "[1, 2, 4]").get("limit").stringValue()).isEqualTo("dtype");
    // The square is rounded before it cancels: no order of the sum can repair that.
    JsonNode cancelled =
        gradient(
            """
            {"tensors": {"x": [1.0001], "c": [1.0002], "w": {"data": 1, "requires_grad": true}},
             "program": ["loss = ((x * x - c) * w).sum()"]}
            """);
    assertThat(cancelled.get("limit").stringValue()).isEqualTo("cancellation");
    assertThat(ulps(cancelled.get("exact_sums"))).isGreaterThan(100);
  }

  @Test
  void aGradientThatIsZeroButForRoundingIsSaidToBe() {
    JsonNode gradients = accuracy("scenarios/batch_norm.json").get("gradients");
    JsonNode bias =
        gradients.values().stream()
            .filter(gradient -> gradient.get("gradient").stringValue().equals("b"))
            .findFirst()
            .orElseThrow();
    assertThat(bias.get("limit").stringValue()).isEqualTo("zero");
    assertThat(bias.get("undetermined").intValue()).isEqualTo(bias.get("elements").intValue());
  }

  @Test
  void whatOverflowsIsNotKnown() throws IOException {
    JsonNode gradient =
        gradient(
            """
            {"dtype": "float16",
             "tensors": {"x": [3000, -2000], "w": {"data": 1, "requires_grad": true}},
             "program": ["loss = (x * w).exp().sum()"]}
            """);
    assertThat(gradient.get("limit").stringValue()).isEqualTo("unknown");
  }

  @Test
  void everyConfigurationIsMeasured() {
    JsonNode bias = accuracy("scenarios/linear_large.json").get("gradients").get(1);
    assertThat(bias.get("gradient").stringValue()).isEqualTo("bias");
    assertThat(ulps(bias.get("exact_sums"))).isLessThanOrEqualTo(0.5);
    assertThat(bias.get("limit").stringValue()).isEqualTo("order");
    assertThat(bias.get("configurations").size()).isEqualTo(8);
    JsonNode scale = accuracy("scenarios/tenths.json", "--orders", "exact").get("gradients").get(0);
    assertThat(ulps(scale.get("exact_sums"))).isLessThanOrEqualTo(0.5);
  }

  /** 1 and 1 + 2^-30 are the same in float32, and one of them is the larger. */
  @Test
  void choicesThatRoundingMadeAreCounted() throws IOException {
    Path scenario =
        Files.writeString(
            folder.resolve("choice.json"),
            """
            {"tensors": {"x": {"data": [1, 1], "requires_grad": true},
                         "d": [0, 9.313225746154785e-10]},
             "program": ["loss = (x + d).max()"]}
            """);
    assertThat(accuracy(scenario.toString()).get("other_choices").longValue()).isPositive();
    Cli.Result table = Cli.shipped().with("run", scenario.toString(), "--accuracy");
    assertThat(table.out().replaceAll("\\s+", " ")).contains("would go otherwise without rounding");
  }

  @Test
  void theTableSaysWhatLimitsAGradient() {
    String out = Cli.shipped().with("run", "scenarios/batch_norm.json", "--accuracy").out();
    assertThat(out.replaceAll("\\s+", " "))
        .contains("ULPs away from the exact gradients, which are known to")
        .contains("exact sums closest furthest limited by")
        .contains("0 but for rounding: every element cancels out");
  }
}
