package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunOptionsTest {
  @TempDir private Path folder;

  @Test
  void axisOptionsTakeThePlaceOfTheScenariosValues() throws IOException {
    JsonNode plan =
        json(
                "same",
                "--runs",
                "2",
                "--seeds",
                "7,0-2,-1",
                "--threads",
                "3",
                "--orders",
                "exact, pairwise")
            .get("plan");
    assertThat(plan.get("runs").asInt()).isEqualTo(2);
    assertThat(texts(plan.get("seeds"))).containsExactly("7", "0", "1", "2", "-1");
    assertThat(texts(plan.get("threads"))).containsExactly("3");
    assertThat(texts(plan.get("orders"))).containsExactly("exact", "pairwise");
    assertThat(plan.get("total_runs").asInt()).isEqualTo(2 * 5 * 2);
    assertThat(plan.get("mode").asString()).isEqualTo("full");
  }

  /** Libtorch would take what it likes, and the audit would compare that with itself. */
  @ParameterizedTest
  @CsvSource({
    "avx-512, did you mean 'avx512'?",
    "'default,mmx', 'there is default, avx2, avx512'",
    "'avx2,avx2', 'is there twice'"
  })
  void setsOfInstructionsThatTheLibraryDoesNotKnowAreRefused(String capabilities, String message) {
    Cli.Result result =
        Cli.shipped()
            .with(
                "run",
                "scenarios/linear.json",
                "--engine",
                "pytorch",
                "--capabilities",
                capabilities);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void optionsThatAreLeftOutKeepTheScenariosValues() throws IOException {
    JsonNode plan = json("same", "--runs", "2").get("plan");
    assertThat(texts(plan.get("seeds"))).containsExactly("0", "1", "2");
    assertThat(plan.get("configurations").asInt()).isEqualTo(54);
  }

  @Test
  void onePlanVariesOneAxisAtATime() throws IOException {
    JsonNode plan = json("same", "--plan", "one-at-a-time").get("plan");
    assertThat(plan.get("configurations").asInt()).isEqualTo(3 + 3 + 6 - 2);
    assertThat(plan.get("mode").asString()).isEqualTo("one-at-a-time");
  }

  @ParameterizedTest
  @CsvSource({
    // Of six orders the longest name is ten letters longer than "sequential" at least: many ULPs.
    "order=report, 0",
    "order=bitwise, 1",
    "order=1, 1",
    "order=9223372036854775807, 0"
  })
  void anExpectationTakesThePlaceOfTheScenarios(String expectation, int exitCode)
      throws IOException {
    Cli.Result result = Cli.run("run", scenario("order"), "--expect", expectation);
    assertThat(result.exitCode()).as(result.out()).isEqualTo(exitCode);
  }

  @Test
  void strictExpectsIdenticalBitsAlongEveryAxis() throws IOException {
    JsonNode verdicts = json("same", "--strict").get("verdicts");
    assertThat(verdicts.propertyNames()).containsExactly("repeat", "seed", "threads", "order");
    verdicts.forEach(
        verdict -> assertThat(verdict.get("expectation").asString()).isEqualTo("bitwise"));
    JsonNode lenient = json("same").get("verdicts");
    assertThat(lenient.get("threads").get("expectation").asString()).isEqualTo("report");
  }

  @Test
  void gradientsAreIncludedOnDemandOnly() throws IOException {
    assertThat(json("same").get("gradients")).isEmpty();
    JsonNode x = json("same", "--include-gradients").get("gradients").get("x");
    assertThat(texts(x.get("bits"))).containsExactly("3fc00000", "3fc00000");
  }

  @Test
  void anomaliesAreNamedOnDemand() throws IOException {
    assertThat(Cli.run("run", scenario("nan"), "--detect-anomaly").out()).contains("x = log(y)");
    assertThat(Cli.run("run", scenario("nan")).out()).doesNotContain("x = log(y)");
  }

  @ParameterizedTest
  @CsvSource({"--list", "--dry-run"})
  void aDryRunShowsThePlanAndRunsNothing(String option) throws IOException {
    scenario("breaks");
    Cli.Result result = Cli.run("run", folder.toString(), option, "--runs", "4", "--seeds", "1,2");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("36 configurations × 4 = 144 runs")
        .contains("seeds    1, 2")
        .contains("orders   sequential, reversed, pairwise, strided:8, shuffled, random-tree")
        .contains("1 scenario, 144 runs with the engine builtin");
  }

  @Test
  void aPlanThatCannotFitInMemoryIsRefusedBeforeAnythingRuns() throws IOException {
    Cli.Result result =
        Cli.run("run", scenario("breaks"), "--seeds", "0-99999", "--threads", threads(1024));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("a.json: ").doesNotContain("internal error");
    Cli.Result dry =
        Cli.run(
            "run", scenario("same"), "--dry-run", "--seeds", "0-99999", "--threads", threads(1024));
    assertThat(dry.out()).contains("614400000 configurations × 5 = 3072000000 runs");
  }

  @Test
  void quietShowsOnlyWhatFailed() throws IOException {
    Cli.Result good = Cli.run("run", scenario("same"), "-q");
    assertThat(good.exitCode()).isZero();
    assertThat(good.out()).isEmpty();
    Cli.Result bad = Cli.run("run", scenario("order"), "--quiet");
    assertThat(bad.exitCode()).isEqualTo(1);
    assertThat(bad.out()).contains("a").doesNotContain("worst");
    assertThat(bad.out().lines()).hasSize(2);
  }

  @Test
  void verboseShowsThePlan() throws IOException {
    String normal = Cli.run("run", scenario("same")).out();
    String verbose = Cli.run("run", scenario("same"), "--verbose").out();
    assertThat(normal).doesNotContain("engine builtin");
    assertThat(verbose).contains("engine builtin", "seeds 0, 1, 2");
  }

  @ParameterizedTest
  @CsvSource({
    // option, terminal, NO_COLOR, CLICOLOR_FORCE, TERM, colours
    "auto, false, '', '', xterm, false",
    "auto, true, '', '', xterm, true",
    "auto, true, '', '', dumb, false",
    "auto, true, 1, '', xterm, false",
    "auto, false, '', 1, xterm, true",
    "auto, false, '', 0, xterm, false",
    "auto, true, 1, 1, xterm, false",
    "always, false, 1, '', dumb, true",
    "never, true, '', 1, xterm, false",
  })
  void coloursFollowTheOptionThenTheEnvironmentThenTheTerminal(
      String option, boolean terminal, String noColor, String force, String term, boolean colours)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("NO_COLOR", noColor);
    environment.put("CLICOLOR_FORCE", force);
    environment.put("TERM", term);
    Cli.Result result =
        new Cli()
            .environment(environment)
            .terminal(terminal, false)
            .with("run", scenario("same"), "--color", option);
    assertThat(result.out().contains("\u001b[")).isEqualTo(colours);
  }

  @Test
  void aTerminalWithoutUnicodeGetsAscii() throws IOException {
    String ascii =
        new Cli().charset(StandardCharsets.US_ASCII).with("run", scenario("order")).out();
    assertThat(ascii).matches("[ -~\n]+").contains("x a  FAILED").doesNotContain("?");
    String json =
        new Cli()
            .charset(StandardCharsets.US_ASCII)
            .with("run", scenario("order"), "--format", "json")
            .out();
    assertThat(json).contains("\"status\": \"failed\"");
  }

  @Test
  void theTableIsAsWideAsTheTerminal() throws IOException {
    String wide = new Cli().columns(140).with("run", scenario("order")).out();
    String narrow = new Cli().columns(80).with("run", scenario("order")).out();
    assertThat(wide.lines().count()).isLessThan(narrow.lines().count());
  }

  @Test
  void aScenarioThatIsNamedTwiceIsRunOnce() throws IOException {
    String file = scenario("same");
    Files.createSymbolicLink(folder.resolve("b.json"), Path.of(file));
    JsonNode root =
        read(
            Cli.run("run", file, folder + "/./a.json", folder.toString(), "--format", "json")
                .out());
    assertThat(root.get("scenarios")).hasSize(1);
  }

  @Test
  void machineFormatsAreTheSameForTheSameResultsButForTheClock() throws IOException {
    String file = scenario("order");
    List<String> outs =
        List.of(
            Cli.run("run", file, "--format", "json").out(),
            Cli.run("run", file, "--format", "json").out());
    assertThat(withoutClock(outs.get(0))).isEqualTo(withoutClock(outs.get(1)));
    assertThat(Cli.run("run", file, "--format", "csv").out())
        .isEqualTo(Cli.run("run", file, "--format", "csv").out());
  }

  private static String withoutClock(String json) {
    String without = json.replaceAll("(?s)\"timing\": \\{.*?\\},", "");
    assertThat(without).isNotEqualTo(json);
    return without;
  }

  private static String threads(int count) {
    StringBuilder list = new StringBuilder("1");
    for (int i = 2; i <= count; i++) {
      list.append(',').append(i);
    }
    return list.toString();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
  }

  private JsonNode json(String behaviour, String... options) throws IOException {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "run";
    arguments[1] = scenario(behaviour);
    arguments[2] = "--format";
    arguments[3] = "json";
    System.arraycopy(options, 0, arguments, 4, options.length);
    return read(Cli.run(arguments).out()).get("scenarios").get(0);
  }

  private static JsonNode read(String json) {
    return JsonMapper.shared().readTree(json);
  }

  private String scenario(String behaviour) throws IOException {
    return Files.writeString(folder.resolve("a.json"), behaviour).toString();
  }
}
