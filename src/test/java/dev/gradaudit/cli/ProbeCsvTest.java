package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The probes' tables have the figures of the JSON report. */
final class ProbeCsvTest {
  @TempDir private Path folder;

  private List<CSVRecord> records(String name) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader text = Files.newBufferedReader(folder.resolve(name))) {
      return format.parse(text).getRecords();
    }
  }

  @Test
  void everyProbeHasATable() throws IOException {
    Cli.Result result =
        Cli.shipped()
            .with(
                "run",
                "scenarios/batch_loss.json",
                "--control",
                "--accuracy",
                "--statistics",
                "--format",
                "json",
                "--report",
                "control-csv=" + folder.resolve("control.csv"),
                "--report",
                "accuracy-csv=" + folder.resolve("accuracy.csv"),
                "--report",
                "statistics-csv=" + folder.resolve("statistics.csv"));
    assertThat(result.err()).isEmpty();
    JsonNode scenario = JsonMapper.shared().readTree(result.out()).get("scenarios").get(0);

    List<CSVRecord> control = records("control.csv");
    assertThat(control).hasSize(scenario.get("control").size());
    assertThat(control.get(0).get("outcome"))
        .isEqualTo(scenario.get("control").get(0).get("outcome").stringValue());

    List<CSVRecord> accuracy = records("accuracy.csv");
    JsonNode first = scenario.get("accuracy").get("gradients").get(0);
    assertThat(accuracy).hasSize(2 * (1 + first.get("configurations").size()));
    assertThat(accuracy.get(0).get("run")).isEqualTo("exact-sums");
    assertThat(Double.parseDouble(accuracy.get(1).get("max_ulp")))
        .isEqualTo(first.get("configurations").get(0).get("max_ulp").doubleValue());

    List<CSVRecord> statistics = records("statistics.csv");
    JsonNode means = scenario.get("statistics").get(0).get("mean");
    assertThat(statistics).hasSize(3 + 1);
    for (int i = 0; i < 3; i++) {
      assertThat(Double.parseDouble(statistics.get(i).get("mean")))
          .isEqualTo(means.get(i).doubleValue());
    }
  }

  @Test
  void withoutTheProbeThereIsOnlyTheHeader() {
    Cli.Result result =
        Cli.shipped().with("run", "scenarios/linear.json", "--format", "control-csv");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines()).hasSize(1);
  }

  @Test
  void anOriginHasFingerprintsOfWhatItWasGivenAndGave() {
    Cli.Result result = Cli.shipped().with("explain", "scenarios/tenths.json", "--format", "json");
    JsonNode origin =
        JsonMapper.shared()
            .readTree(result.out())
            .get("explanations")
            .get(0)
            .get("origins")
            .values()
            .stream()
            .filter(site -> site.get("op").stringValue().equals("mul"))
            .findFirst()
            .orElseThrow();
    JsonNode prints = origin.get("fingerprints");
    assertThat(prints.get("inputs").get(0).stringValue()).matches("[0-9a-f]{64}");
    assertThat(prints.get("from").stringValue()).matches("[0-9a-f]{64}");
    assertThat(prints.get("to")).isNotEqualTo(prints.get("from"));
    // 52920 of the trees over eight tenths give one sum, and 82215 the other.
    JsonNode sums = origin.get("sum").get("reachable").get("trees").get("sums");
    assertThat(sums.get(0).get("count").intValue()).isEqualTo(52920);
    assertThat(sums.get(1).get("count").intValue()).isEqualTo(82215);
    assertThat(origin.get("first_order_ulp").get("scale").doubleValue()).isEqualTo(1);
  }
}
