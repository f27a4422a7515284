package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each cure leaves and costs. */
final class CureTest {
  @TempDir private Path folder;

  private static Cli.Result cure(String... arguments) {
    return Cli.shipped()
        .with(Stream.concat(Stream.of("cure"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static JsonNode json(String scenario) {
    Cli.Result result = cure(scenario, "--format", "json");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return JsonMapper.shared().readTree(result.out());
  }

  private static int differing(JsonNode report, String cure, String scope) {
    for (JsonNode trial : report.get("trials")) {
      if (trial.get("cure").stringValue().equals(cure)
          && trial.get("scope").stringValue().equals(scope)) {
        return trial.get("remaining").get("differing_runs").intValue();
      }
    }
    return -1;
  }

  /** Two sums round, and each is only the half of it. */
  @Test
  void aSumThatIsCuredAloneLeavesWhatTheOthersDo() throws IOException {
    Path scenario =
        Files.writeString(
            folder.resolve("two.json"),
            """
            {"tensors": {
               "a": {"shape": [50], "init": {"wide": [-6, 6]}, "seed": 1},
               "b": {"shape": [50], "init": {"wide": [-6, 6]}, "seed": 2},
               "u": {"data": 1, "requires_grad": true},
               "v": {"data": 1, "requires_grad": true}},
             "program": ["loss = (a * u).sum() + (b * v).sum()"],
             "audit": {"runs": 2, "orders": ["sequential", "reversed", "shuffled"],
                       "threads": [1, 4], "seeds": [0, 1]}}
            """);
    JsonNode report = json(scenario.toString());
    assertThat(report.get("spread").get("differing_runs").intValue()).isPositive();
    assertThat(report.get("origins").size()).isEqualTo(2);
    for (String scope : List.of("everywhere", "origins")) {
      assertThat(differing(report, "exact", scope)).as(scope).isZero();
    }
    assertThat(differing(report, "exact", "site")).isPositive();
    int trials = report.get("trials").size();
    assertThat(trials).isEqualTo(6 * (1 + 1 + 2));
    assertThat(report.get("timing").get("time_ratios").size()).isEqualTo(trials);
    assertThat(report.get("timing").get("recommended").stringValue()).isNotBlank();
  }

  /** Whether a race differs is left to chance; another permutation differs for certain. */
  @Test
  void aTreeOfItsOwnTakesTheRaceAway() throws IOException {
    Path scenario =
        Files.writeString(
            folder.resolve("race.json"),
            """
            {"tensors": {"a": {"shape": [500], "init": {"wide": [-6, 6]}, "seed": 1},
                         "u": {"data": 1, "requires_grad": true}},
             "program": ["loss = (a * u).sum()"],
             "audit": {"runs": 2, "orders": ["sequential", "reversed", "atomic"],
                       "threads": [8], "seeds": [0]}}
            """);
    JsonNode report = json(scenario.toString());
    // One run in reverse, and ten that race.
    assertThat(report.get("runs").intValue()).isEqualTo(11);
    assertThat(differing(report, "exact", "everywhere")).isZero();
    // Without the race the ten are one, which adds as the first run does.
    assertThat(differing(report, "pairwise", "everywhere")).isLessThanOrEqualTo(1);
  }

  @Test
  void theTableEndsInOneRecommendation() {
    Cli.Result result = cure("scenarios/batch_loss.json");
    assertThat(result.exitCode()).isZero();
    String words = result.out().replaceAll("\\s+", " ");
    assertThat(words)
        .contains("differ from the baseline, by up to 4 ULPs; it starts in 3 sums.")
        .contains("cure everywhere time at the 3 sums time")
        .contains("→ Take ")
        .contains("no difference remained in these runs");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void csvHasARowForEachTrial() {
    List<String> lines = cure("scenarios/tenths.json", "--format", "csv").out().lines().toList();
    assertThat(lines.get(0)).startsWith("scenario,cure,scope,line,column,op,role,label,");
    assertThat(lines).hasSize(1 + 6 * 2);
    assertThat(lines.get(1)).startsWith("tenths,pairwise,everywhere,");
  }

  @Test
  void whereNothingDiffersThereIsNothingToCure() {
    Cli.Result result = cure("scenarios/polynomial.json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("there is nothing to cure");
    assertThat(json("scenarios/polynomial.json").get("trials").size()).isZero();
  }

  @Test
  void whatCannotBeReadIsSaid() {
    assertThat(cure("nowhere.json").exitCode()).isEqualTo(2);
    assertThat(cure("scenarios/tenths.json", "--format", "xml").err()).contains("xml");
  }
}
