package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainTest {
  @TempDir private Path folder;

  private static Cli.Result explain(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "explain";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Cli.shipped().with(all);
  }

  @Test
  void namesTheSumInWhichADifferenceBegins() {
    Cli.Result result = explain("scenarios/tenths.json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("sequential, 1 thread, seed 0 against pairwise, 1 thread, seed 0")
        .contains("It starts in 1 of 2 sums")
        .contains("1. mul (grad of other, broadcast), line 1, column 13")
        .contains("without effect on the gradients: sum")
        .contains("Confirmed: ");
  }

  @Test
  void jsonIsCompleteAndTheSameEveryTime() {
    String first = explain("scenarios/mlp.json", "--axis", "order", "--format", "json").out();
    assertThat(explain("scenarios/mlp.json", "--axis", "order", "--format", "json").out())
        .isEqualTo(first);
    JsonNode explanation = JsonMapper.shared().readTree(first).get("explanations").get(0);
    assertThat(explanation.get("complete").asBoolean()).isTrue();
    JsonNode origin = explanation.get("origins").get(0);
    assertThat(origin.get("op").asString()).isEqualTo("linear");
    assertThat(origin.get("line").asInt()).isEqualTo(1);
    assertThat(origin.get("hidden").asBoolean()).isFalse();
    assertThat(origin.get("alone").has("w1")).isTrue();
    assertThat(explanation.get("to").get("order").asString()).isNotEqualTo("sequential");
  }

  @Test
  void explainsTwoRunsThatTheUserChooses() {
    Cli.Result result =
        explain(
            "scenarios/batch_loss.json",
            "--from",
            "order=sequential,threads=1",
            "--to",
            "threads=4, order=shuffled/pairwise");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("sequential, 1 thread, seed 0 against shuffled/pairwise, 4 threads, seed 0");
  }

  @Test
  void equalRunsHaveNothingToExplain() {
    Cli.Result result = explain("scenarios/linear.json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .isEqualTo(
            "linear: every run that was compared gave the same gradients; nothing to explain.\n");
    Cli.Result chosen = explain("scenarios/linear.json", "--to", "order=pairwise");
    assertThat(chosen.out()).contains("same bits", "no order of summation is to blame");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--from threads=0; --from: '0' is not a whole number",
        "--to order=pairwize; --to: unknown",
        "--to order; --to: ",
        "--to colour=red; --to: 'colour=red' is not understood",
        "--axis odrer; --axis: unknown axis 'odrer'; did you mean 'order'?",
        "--axis order --from seed=1; --axis chooses the runs itself",
        "--format csv; --format: unknown format 'csv'",
      })
  void whatCannotBeExplainedIsAUsageError(String options, String message) {
    String[] arguments = ("scenarios/mlp.json " + options).split(" ");
    Cli.Result result = explain(arguments);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(message);
  }

  @Test
  void dataOfOtherSeedsIsNotCompared() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("random.json"),
            """
            {"tensors": {"w": {"shape": [9], "init": {"normal": [0, 1]}, "requires_grad": true}},
             "program": ["loss = (w * w.sum()).sum()"]}
            """);
    Cli.Result result = explain(file.toString(), "--to", "seed=1");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("depends on the seed");
  }
}
