package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A matrix through the commands. */
final class MatrixRunTest {
  private static final String FILE = "src/examples/growing_sum/growing_sum.json";

  @TempDir Path folder;

  @Test
  void everyCombinationIsAScenarioOfTheReport() {
    Cli.Result result =
        Cli.shipped().with("run", FILE, "--where", "dtype=float64", "--format", "json");
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode scenarios = JsonMapper.shared().readTree(result.out()).path("scenarios");
    assertThat(scenarios.size()).isEqualTo(4);
    assertThat(scenarios.get(3).path("name").asString())
        .isEqualTo("growing_sum[n=10000, dtype=float64]");
    assertThat(scenarios.get(3).path("matrix").path("n").asString()).isEqualTo("10000");
  }

  @Test
  void commandsThatTakeOneAskForAChoice() {
    Cli.Result asked = Cli.shipped().with("grad", FILE);
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.err())
        .contains("there are 8 in")
        .contains("--where n=10 --where dtype=float32");
    Cli.Result one =
        Cli.shipped().with("grad", FILE, "--where", "n=10", "--where", "dtype=float32");
    assertThat(one.exitCode()).isZero();
    assertThat(one.out()).contains("growing_sum[n=10, dtype=float32]");
    assertThat(Cli.shipped().with("run", FILE, "--where", "n=11").exitCode()).isEqualTo(4);
    assertThat(Cli.shipped().with("run", FILE, "--where", "n").err()).contains("has no '='");
    assertThat(Cli.shipped().with("check", FILE).out().lines()).hasSize(8);
  }

  @Test
  void aRunIsMadeAgainInItsOwnScenario() {
    Path report = folder.resolve("r.json");
    Cli.shipped().with("run", FILE, "--where", "n=100", "--report", "json=" + report);
    Cli.Result again =
        Cli.shipped()
            .with(
                "replay",
                report.toString(),
                "--scenario",
                "growing_sum[n=100, dtype=float64]",
                "--run",
                "2.1");
    assertThat(again.exitCode()).as(again.err()).isZero();
  }
}
