package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.scenario.MatrixValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A matrix through the commands. */
final class MatrixRunTest {
  @TempDir Path folder;
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    Path sum = folder.resolve("growing_sum.json");
    Files.writeString(
        sum,
        """
        {
          "description": "the mean over ${n} rows in ${dtype}",
          "matrix": {"n": [10, 100, 1000, 10000], "dtype": ["float32", "float64"]},
          "dtype": "${dtype}",
          "tensors": {
            "x": {"shape": ["${n}", 4], "init": {"normal": [0, 1]}},
            "w": {"shape": [1, 4], "init": {"normal": [0, 1]}, "requires_grad": true}
          },
          "program": ["loss = F.linear(x, w).mean()"],
          "audit": {"runs": 2, "seeds": [0], "threads": [1, 4], "orders": ["sequential", "reversed"]}
        }
        """);
    file = sum.toString();
  }

  @Test
  void everyCombinationIsAScenarioOfTheReport() {
    Cli.Result result =
        Cli.shipped().with("run", file, "--where", "dtype=float64", "--format", "json");
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
    Cli.Result asked = Cli.shipped().with("grad", file);
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.err())
        .contains("there are 8 in")
        .contains("--where n=10 --where dtype=float32");
    Cli.Result one =
        Cli.shipped().with("grad", file, "--where", "n=10", "--where", "dtype=float32");
    assertThat(one.exitCode()).isZero();
    assertThat(one.out()).contains("growing_sum[n=10, dtype=float32]");
    assertThat(Cli.shipped().with("run", file, "--where", "n=11").exitCode()).isEqualTo(4);
    assertThat(Cli.shipped().with("run", file, "--where", "n").err()).contains("has no '='");
    assertThat(Cli.shipped().with("check", file).out().lines()).hasSize(8);
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

  private String choose(String condition) {
    Cli.Result result = Cli.shipped().with("check", file, "--where", condition);
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.out()).isEmpty();
    return result.err();
  }

  @Test
  void severalValuesOfAVariableAreAlternatives() {
    Cli.Result result =
        Cli.shipped()
            .with("check", file, "--where", "n=10", "--where", "n=1e2", "--where", "dtype=float32");
    assertThat(result.out().lines())
        .containsExactly(
            file + " growing_sum[n=10, dtype=float32]: ok",
            file + " growing_sum[n=100, dtype=float32]: ok");
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
    Cli.shipped().with("run", file, "--where", "n=100", "--report", "json=" + report);
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
    Cli.Result chosen =
        Cli.shipped().with("replay", report.toString(), "--run", "2.1", "--where", "dtype=float64");
    assertThat(chosen.exitCode()).as(chosen.err()).isZero();
    assertThat(chosen.out()).isEqualTo(again.out());
    assertThat(Cli.shipped().with("replay", report.toString(), "--run", "2.1").err())
        .contains("choose one with --scenario or --where: growing_sum[n=100, dtype=float32], ");
    assertThat(
            Cli.shipped().with("replay", report.toString(), "--run", "2.1", "--where", "n=7").err())
        .contains("it has no scenario with what --where demands; there is growing_sum[n=100, ");
  }

  @Test
  void theListOfScenariosSaysHowManyThereAre() throws IOException {
    Cli.Result result = Cli.shipped().with("list", "scenarios", folder.toString());
    assertThat(result.out().replaceAll("\\s+", " ").strip())
        .isEqualTo(
            file + " the mean over 10 rows in float32 (the first of 8 combinations of n, dtype)");
    Files.writeString(
        Path.of(file), Files.readString(Path.of(file)).replace("${n} rows in ${dtype}", "rows"));
    assertThat(Cli.shipped().with("list", "scenarios", file).out())
        .endsWith("the mean over rows (8 combinations of n, dtype)\n");
  }
}
