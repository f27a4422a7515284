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

/** Another order put into each sum in turn. */
class ControlTest {
  /** A sum of each kind, told apart by its line and its role. */
  private static final String EVERY_KIND =
      """
      {"tensors": {
         "rough": {"shape": [64], "init": {"wide": [-10, 10]}, "seed": 1, "requires_grad": true},
         "few": {"data": [0.1, 0.7], "requires_grad": true},
         "whole": [1, 2, 3, 4],
         "s": {"data": 0.3, "requires_grad": true}},
       "program": [
         "a = rough.sum()",
         "b = few.sum()",
         "c = whole.sum() * s",
         "d = (whole * s).sum()",
         "loss = a * a + b * b + c + d"]}
      """;

  @TempDir private Path folder;

  private Cli.Result run(String... options) throws IOException {
    Path scenario = Files.writeString(folder.resolve("every-kind.json"), EVERY_KIND);
    List<String> arguments = new ArrayList<>(List.of("run", scenario.toString(), "--runs", "2"));
    arguments.addAll(List.of(options));
    return Cli.shipped().with(arguments.toArray(new String[0]));
  }

  private static String outcome(JsonNode report, int line, String role) {
    for (JsonNode site : report.at("/scenarios/0/control")) {
      if (site.get("line").asInt() == line && site.get("role").asString().equals(role)) {
        return site.get("outcome").asString();
      }
    }
    return "none";
  }

  @Test
  void everySumIsToldWhatItsOrderCanDo() throws IOException {
    Cli.Result result = run("--control", "--format", "json");
    assertThat(result.exitCode()).isZero();
    JsonNode report = JsonMapper.shared().readTree(result.out());
    assertThat(outcome(report, 1, "forward")).isEqualTo("caught");
    assertThat(outcome(report, 2, "forward")).isEqualTo("few-terms");
    assertThat(outcome(report, 3, "forward")).isEqualTo("exact");
    assertThat(outcome(report, 4, "forward")).isEqualTo("unreached");
    assertThat(outcome(report, 4, "grad of other")).isEqualTo("constant-cotangent");
  }

  @Test
  void theTableSaysItInWords() throws IOException {
    assertThat(run("--control").out().replaceAll("\\s+", " "))
        .contains("Another order put into one sum after the other shows in a gradient for 1 of")
        .contains("\"grad_output\": \"random\"")
        .contains("line 2 sum, forward")
        .contains("vacuous: the cotangent is constant")
        .contains("no gradient depends on it");
  }

  @Test
  void vacuousSumsFailOnRequest() throws IOException {
    assertThat(run("--fail-on-vacuous").exitCode()).isZero();
    assertThat(run("--fail-on-vacuous", "--control").exitCode()).isEqualTo(1);
    assertThat(run().out()).doesNotContain("Another order");
  }
}
