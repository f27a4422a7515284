package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Audits of sums that are rounded at random. */
final class StochasticTest {
  @TempDir private Path folder;

  private JsonNode audit(String terms) throws IOException {
    Path scenario =
        Files.writeString(
            folder.resolve("sum.json"),
            """
            {"tensors": {"x": %s, "w": {"data": 1, "requires_grad": true}},
             "program": ["loss = (w * x).sum()"],
             "audit": {"runs": 3, "seeds": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
                       "threads": [1, 2], "orders": ["stochastic"]}}
            """
                .formatted(terms));
    Cli.Result result =
        Cli.shipped().with("run", scenario.toString(), "--format", "json", "--exit-zero");
    assertThat(result.err()).isEmpty();
    return JsonMapper.shared().readTree(result.out()).get("scenarios").get(0).get("verdicts");
  }

  private static String verdict(JsonNode verdicts, String axis) {
    return verdicts.get(axis).get("verdict").stringValue();
  }

  @Test
  void evenASumOfTwoTermsDependsOnTheSeedAndOnNothingElse() throws IOException {
    JsonNode verdicts = audit("[0.1, 0.7]");
    assertThat(verdict(verdicts, "seed")).isEqualTo("DIFFERS");
    assertThat(verdict(verdicts, "repeat")).isEqualTo("IDENTICAL");
    assertThat(verdict(verdicts, "threads")).isEqualTo("IDENTICAL");
    assertThat(verdicts.get("seed").get("max_ulp").intValue()).isEqualTo(1);
  }

  @Test
  void whatIsExactIsStillProved() throws IOException {
    assertThat(verdict(audit("[1, 2, 3, 4]"), "seed")).isEqualTo("PROVEN");
  }
}
