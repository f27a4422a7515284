package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statistics over the runs, and how many runs are made. */
final class StatisticsTest {
  private static final String SUM =
      """
      {"tensors": {"x": {"shape": [40], "init": {"normal": [0, 1]}, "seed": 1},
                   "w": {"data": 1, "requires_grad": true}},
       "program": ["loss = (w * x).sum()"],
       "audit": {"runs": 3, "seeds": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
                 "threads": [1], "orders": ["stochastic"]}}
      """;

  @TempDir private Path folder;

  private JsonNode report(String... options) throws IOException {
    Path scenario = Files.writeString(folder.resolve("sum.json"), SUM);
    List<String> arguments =
        new ArrayList<>(List.of("run", scenario.toString(), "--format", "json"));
    arguments.addAll(List.of(options));
    Cli.Result result = Cli.shipped().with(arguments.toArray(new String[0]));
    assertThat(result.err()).isEmpty();
    return JsonMapper.shared().readTree(result.out()).get("scenarios").get(0);
  }

  /** The gradient of each seed, asked for one by one. */
  @Test
  void momentsAreThoseOfTheRuns() throws IOException {
    JsonNode of = report("--statistics").get("statistics").get(0);
    DescriptiveStatistics expected = new DescriptiveStatistics();
    for (int seed = 0; seed < 10; seed++) {
      Cli.Result run =
          Cli.shipped()
              .with(
                  "grad",
                  folder.resolve("sum.json").toString(),
                  "--order",
                  "stochastic",
                  "--seed",
                  Integer.toString(seed),
                  "--format",
                  "json");
      expected.addValue(
          JsonMapper.shared()
              .readTree(run.out())
              .get("gradients")
              .get("w")
              .get("data")
              .get(0)
              .floatValue());
    }
    assertThat(of.get("runs").intValue()).isEqualTo(10);
    JsonNode worst = of.get("worst");
    assertThat(worst.get("mean").doubleValue()).isCloseTo(expected.getMean(), within(1e-15));
    assertThat(worst.get("min").doubleValue()).isEqualTo(expected.getMin());
    assertThat(worst.get("max").doubleValue()).isEqualTo(expected.getMax());
    assertThat(worst.get("deviation").doubleValue() / expected.getStandardDeviation())
        .isBetween(1 - 1e-6, 1 + 1e-6);
    assertThat(of.get("variance").get("seed").doubleValue()).isCloseTo(1, within(1e-12));
    assertThat(of.get("mean").get(0)).isEqualTo(worst.get("mean"));
    // All runs agree with the mean to as many bits as the furthest one does.
    double most =
        Math.max(expected.getMax() - expected.getMean(), expected.getMean() - expected.getMin());
    double bits = of.get("significant_bits").get("general").doubleValue();
    int exponent = Math.getExponent(expected.getMean()) + 1;
    assertThat(most).isLessThanOrEqualTo(Math.scalb(1.0, (int) -(bits - exponent + 1)));
    assertThat(most).isGreaterThan(Math.scalb(1.0, (int) -(bits - exponent + 2)));
  }

  @Test
  void withoutBeingAskedForThereAreNone() throws IOException {
    assertThat(report().get("statistics").size()).isZero();
  }

  @Test
  void whatIsTheSameInAllRunsIsLeftOut() {
    Cli.Result result =
        Cli.shipped().with("run", "scenarios/linear.json", "--statistics", "--format", "json");
    JsonNode scenario = JsonMapper.shared().readTree(result.out()).get("scenarios").get(0);
    assertThat(scenario.get("statistics").size()).isZero();
  }

  @Test
  void whatIsNaNInEveryRunDoesNotVary() throws IOException {
    Path scenario =
        Files.writeString(
            folder.resolve("nan.json"),
            """
            {"tensors": {"x": {"data": [1, 0], "requires_grad": true}},
             "program": ["loss = (x / x).sum()"],
             "audit": {"runs": 2, "orders": ["sequential", "reversed"]}}
            """);
    Cli.Result result =
        Cli.shipped().with("run", scenario.toString(), "--statistics", "--format", "json");
    JsonNode report = JsonMapper.shared().readTree(result.out()).get("scenarios").get(0);
    assertThat(report.get("statistics").size()).isZero();
  }

  @Test
  void theTableNamesTheAxisThatTheVarianceComesFrom() {
    String out =
        Cli.shipped()
            .with(
                "run",
                "scenarios/batch_loss.json",
                "--statistics",
                "--orders",
                "stochastic",
                "--threads",
                "1")
            .out();
    assertThat(out.replaceAll("\\s+", " "))
        .contains("significant bits largest deviation variance from")
        .contains("seed 100%");
  }

  @ParameterizedTest
  @CsvSource({"0.1, 29", "0.05, 59", "0.01, 299"})
  void theNumberOfRunsFollowsFromWhatIsToBeSeen(String detect, int runs) throws IOException {
    JsonNode plan = report("--detect", detect).get("plan");
    assertThat(plan.get("runs").intValue()).isEqualTo(runs);
    assertThat(plan.get("confidence").doubleValue()).isEqualTo(0.95);
  }

  @Test
  void theConfidenceIsSaid() throws IOException {
    JsonNode report = report("--detect", "0.1", "--confidence", "0.99");
    assertThat(report.get("plan").get("runs").intValue()).isEqualTo(44);
    // 10 seeds of 44 runs each.
    assertThat(report.get("verdicts").get("repeat").get("probability_match").doubleValue())
        .isEqualTo(StrictMath.pow(0.01, 1.0 / 440));
    Cli.Result table =
        Cli.shipped().with("run", folder.resolve("sum.json").toString(), "--confidence", "0.99");
    assertThat(table.out()).contains("at 0.99").contains("confidence");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    for (String[] options :
        new String[][] {
          {"--detect", "0"},
          {"--detect", "1"},
          {"--detect", "x"},
          {"--detect", "0.0000000001"},
          {"--detect", "0.1", "--runs", "3"},
          {"--confidence", "1.5"}
        }) {
      List<String> arguments = new ArrayList<>(List.of("run", "scenarios/linear.json"));
      arguments.addAll(List.of(options));
      Cli.Result result = Cli.shipped().with(arguments.toArray(new String[0]));
      assertThat(result.exitCode()).as("%s", (Object) options).isEqualTo(2);
      assertThat(result.err()).contains(options[0]);
    }
  }
}
