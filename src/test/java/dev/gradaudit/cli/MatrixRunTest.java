package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.scenario.MatrixValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
    assertThat(scenarios.get(3).path("matrix").path("n").isInt()).isTrue();
    assertThat(scenarios.get(3).path("matrix").toString())
        .isEqualTo("{\"n\":10000,\"dtype\":\"float64\"}");
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
  void aChoiceThatMeansNothingSaysWhatThereIs() {
    assertThat(choose("N=10")).contains("no matrix has a variable 'N'; did you mean 'n'?");
    assertThat(choose("rows=10")).contains("there is 'n', 'dtype'");
    assertThat(choose("n=11")).contains("n is never '11'; there is '10', '100', '1000', '10000'");
    Cli.Result plain = Cli.shipped().with("run", "scenarios/linear.json", "--where", "n=1");
    assertThat(plain.exitCode()).isEqualTo(4);
    assertThat(plain.err()).contains("no scenario here has a matrix");
  }

  private static String choose(String condition) {
    Cli.Result result = Cli.shipped().with("check", FILE, "--where", condition);
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.out()).isEmpty();
    return result.err();
  }

  @Test
  void severalValuesOfAVariableAreAlternatives() {
    Cli.Result result =
        Cli.shipped()
            .with("check", FILE, "--where", "n=10", "--where", "n=1e2", "--where", "dtype=float32");
    assertThat(result.out().lines())
        .containsExactly(
            FILE + " growing_sum[n=10, dtype=float32]: ok",
            FILE + " growing_sum[n=100, dtype=float32]: ok");
  }

  /** What the message proposes is what a shell takes apart again into the same words. */
  @Test
  void valuesAreQuotedForAShell() {
    Map<String, MatrixValue> matrix = new LinkedHashMap<>();
    matrix.put("n", new MatrixValue(MatrixValue.Kind.NUMBER, "1e-3"));
    matrix.put("f", new MatrixValue(MatrixValue.Kind.STRING, "it's $x"));
    assertThat(MatrixChoice.options(matrix)).isEqualTo("--where n=1e-3 --where 'f=it'\\''s $x'");
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
    String file = report.toString();
    Cli.Result chosen =
        Cli.shipped().with("replay", file, "--run", "2.1", "--where", "dtype=float64");
    assertThat(chosen.exitCode()).as(chosen.err()).isZero();
    assertThat(chosen.out()).isEqualTo(again.out());
    assertThat(Cli.shipped().with("replay", file, "--run", "2.1").err())
        .contains("choose one with --scenario or --where: growing_sum[n=100, dtype=float32], ");
    assertThat(Cli.shipped().with("replay", file, "--run", "2.1", "--where", "n=7").err())
        .contains("it has no scenario with what --where demands; there is growing_sum[n=100, ");
  }
}
