package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayTest {
  private static final String RACE =
      """
      {"name": "race",
       "tensors": {
         "x": {"shape": [3000], "init": {"normal": [0, 1]}, "seed": 1},
         "w": {"data": 1.0, "requires_grad": true}},
       "program": ["loss = (x * w).sum()"],
       "audit": {"runs": 100, "seeds": [0], "threads": [8], "orders": ["atomic", "shuffled"]},
       "expect": {"repeat": "report"}}
      """;

  @TempDir private Path folder;
  private Path scenario;
  private Path report;

  @BeforeEach
  void audit() throws IOException {
    scenario = Files.writeString(folder.resolve("race.json"), RACE);
    report = folder.resolve("report.json");
    Cli.Result result =
        Cli.shipped().with("run", scenario.toString(), "--report", "json=" + report);
    assertThat(result.exitCode()).isZero();
  }

  private Cli.Result replay(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "replay";
    arguments[1] = report.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Cli.shipped().with(arguments);
  }

  @Test
  void everyRaceIsRunAgainBitForBit() throws IOException {
    JsonNode races =
        JsonMapper.shared().readTree(Files.readString(report)).get("scenarios").get(0).get("races");
    assertThat(races).hasSize(100);
    // Whether they differ is up to the machine: under load all of them may arrive alike.
    for (JsonNode race : races) {
      Cli.Result result = replay("--run", race.get("run").asString());
      assertThat(result.err()).contains("the same bits as in the report");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void aSeededScheduleNeedsNoLog() {
    assertThat(replay("--run", "2.1", "--format", "json").exitCode()).isZero();
    assertThat(replay("--run", "2.100").exitCode()).isZero();
  }

  @Test
  void otherBitsAreAFailure() throws IOException {
    String fingerprint =
        JsonMapper.shared()
            .readTree(Files.readString(report))
            .at("/scenarios/0/races/4/fingerprints/w")
            .asString();
    String forged = "0".repeat(64);
    Files.writeString(report, Files.readString(report).replace(fingerprint, forged));
    Cli.Result result = replay("--run", "1.5");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("other bits than in the report: w");
  }

  @ParameterizedTest
  @CsvSource({
    "7.1, it has no run '7.1'",
    "0, it has no run '0'",
    "1.101, it has no run '1.101'",
  })
  void aRunThatIsNotThereIsAUsageError(String run, String message) {
    Cli.Result result = replay("--run", run);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void whatIsNoReportOrHasChangedIsRefused() throws IOException {
    assertThat(replay("--run", "1.1", "--scenario", "other").err())
        .contains("it has no scenario 'other'; there is race");
    Files.writeString(scenario, RACE + "\n");
    Cli.Result changed = replay("--run", "1.1");
    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.err()).contains("has changed since the report was made");
    String damaged =
        Files.readString(report)
            .replaceAll("\"arrivals\": \\[[^\"]*\"", "\"arrivals\": [[99]]}]}, {\"x\": 1, \"");
    Files.writeString(report, damaged);
    assertThat(replay("--run", "1.1").exitCode()).isEqualTo(2);
    Files.writeString(report, "{\"schema\": \"other\"}");
    assertThat(replay("--run", "1.1").err()).contains("no JSON report of gradaudit");
    Files.writeString(report, "\u0000\u0001");
    assertThat(replay("--run", "1.1").err()).contains("no JSON report");
    Files.delete(report);
    assertThat(replay("--run", "1.1").err()).contains("cannot read", "no such file");
  }
}
