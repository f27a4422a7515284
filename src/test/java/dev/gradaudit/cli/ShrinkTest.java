package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Differences reduced to the smallest scenario that shows them. */
final class ShrinkTest {
  @TempDir private Path folder;

  private static Cli.Result shrink(String... arguments) {
    return Cli.shipped()
        .with(Stream.concat(Stream.of("shrink"), Stream.of(arguments)).toArray(String[]::new));
  }

  private JsonNode audited(Path scenario) {
    Cli.Result run = Cli.shipped().with("run", scenario.toString(), "--format", "json");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(1);
    return JsonMapper.shared().readTree(run.out()).get("scenarios").get(0).get("verdicts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenths",
        "absorption",
        "batch_loss",
        "mlp",
        "attention",
        "linear_large",
        "batch_norm",
        "bilinear_upsample",
        "mixed_precision",
        "softmax_classifier",
        "transformer_block"
      })
  void whatComesOutIsSmallAndStillDiffers(String name) throws IOException {
    Path small = folder.resolve("small.json");
    Cli.Result result = shrink("scenarios/" + name + ".json", "-o", small.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode verdicts = audited(small);
    assertThat(verdicts.get("repeat").get("verdict").stringValue()).isEqualTo("IDENTICAL");
    assertThat(verdicts.values().stream())
        .anySatisfy(
            verdict -> assertThat(verdict.get("verdict").stringValue()).isEqualTo("DIFFERS"));
    assertThat(result.out() + result.err()).contains("lines of the program");
    assertThat(Files.readAllLines(small)).hasSizeLessThan(40);
  }

  /** Three terms are the least for a difference, and two of them and a scale for a program. */
  @Test
  void absorptionNeedsThreeTerms() throws IOException {
    Path small = folder.resolve("small.json");
    shrink("scenarios/absorption.json", "-o", small.toString());
    String text = Files.readString(small);
    assertThat(text).contains("\"program\": [\"loss = (weights * scale).sum()\"]");
    assertThat(text).contains("\"weights\": [2e7, 1, 1]");
  }

  @Test
  void withoutAFileItGoesToStandardOutput() {
    Cli.Result result = shrink("scenarios/tenths.json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("\"program\": [").contains("\"expect\":");
  }

  @Test
  void equalCallsGiveEqualFiles() throws IOException {
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    shrink("scenarios/mlp.json", "-o", first.toString());
    shrink("scenarios/mlp.json", "-o", second.toString());
    assertThat(first).hasSameTextualContentAs(second);
  }

  @ParameterizedTest
  @CsvSource({"polynomial, same", "linear, same"})
  void whereNothingDiffersThatIsSaid(String name, String word) {
    Cli.Result result = shrink("scenarios/" + name + ".json");
    assertThat(result.out() + result.err()).contains(word);
    assertThat(result.out()).doesNotContain("\"program\"");
  }

  @Test
  void theRunsCanBeChosen() throws IOException {
    Path small = folder.resolve("small.json");
    Cli.Result result =
        shrink(
            "scenarios/batch_loss.json",
            "--from",
            "order=sequential,threads=1",
            "--to",
            "order=sequential,threads=4",
            "-o",
            small.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(audited(small).get("threads").get("verdict").stringValue()).isEqualTo("DIFFERS");
  }

  @Test
  void aSmallBudgetEndsEarlyAndStillGivesADifference() throws IOException {
    Path small = folder.resolve("small.json");
    Cli.Result result =
        shrink("scenarios/cnn_segmentation.json", "--budget", "25", "-o", small.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(List.of("DIFFERS"))
        .containsAnyElementsOf(
            audited(small).values().stream()
                .map(verdict -> verdict.get("verdict").stringValue())
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mlp --budget 0; --budget: '0' is not a whole number from 1",
        "mlp --budget 3m; --budget: '3m' is not a whole number from 1",
        "mlp --min-ulps x; --min-ulps: 'x' is not a whole number",
        "mlp --gradient w9; --gradient: unknown gradient 'w9'; did you mean",
        "mlp --axis repeat; --axis: unknown axis 'repeat'; there is order, threads, seed",
        "mlp --axis order --to threads=2; --axis chooses the runs itself",
        "mlp --from order=pairwise --to order=pairwise; are the same configuration",
        "mlp --to seed=1; depends on the seed",
        "mlp --to order=atomic,threads=8; threads race",
        "mlp -o small.yaml; does not end in .json",
        "race; --from order=sequential,threads=1 --to order=sequential,threads=8",
      })
  void whatCannotBeShrunkIsAUsageError(String arguments, String message) {
    String[] words = arguments.split(" ");
    words[0] = "scenarios/" + words[0] + ".json";
    Cli.Result result = shrink(words);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(message);
  }

  /** The advice for races can be followed. */
  @Test
  void theThreadsOfARaceInAFixedOrderCanBeShrunk() {
    Cli.Result result =
        shrink(
            "scenarios/race.json",
            "--from",
            "order=sequential,threads=1",
            "--to",
            "order=sequential,threads=8");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("\"threads\": [1, 2]");
  }

  @Test
  void aScenarioIsNotReplacedByWhatIsLeftOfIt() throws IOException {
    Path own = folder.resolve("own.json");
    Files.copy(Path.of("scenarios/tenths.json"), own);
    Cli.Result result =
        shrink(own.toString(), "-o", folder.resolve(".").resolve("own.json").toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("is the scenario itself");
    assertThat(own).hasSameTextualContentAs(Path.of("scenarios/tenths.json"));
  }

  @Test
  void theGradientAndItsDistanceCanBeChosen() {
    Cli.Result result =
        shrink("scenarios/mlp.json", "--gradient", "w2", "--min-ulps", "16", "--axis", "order");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("\"w2\": {").doesNotContain("\"w1\": {");
    Cli.Result far = shrink("scenarios/tenths.json", "--min-ulps", "100");
    assertThat(far.exitCode()).isZero();
    assertThat(far.out()).isEmpty();
    assertThat(far.err()).contains("no gradient differs by 100 ULPs or more; nothing to shrink");
  }

  @Test
  void anInterruptedSearchWritesWhatItHas() throws IOException {
    Path small = folder.resolve("small.json");
    Cli.Result result =
        Cli.shipped()
            .interruptedAfter(600, 130)
            .with("shrink", "scenarios/batch_loss.json", "-o", small.toString());
    assertThat(result.exitCode()).isEqualTo(130);
    assertThat(result.out()).contains("ended early");
    audited(small);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(small);
    }
  }

  @Test
  void interruptedBeforeAnythingDiffersItWritesNothing() throws IOException {
    Path small = folder.resolve("small.json");
    Cli.Result result =
        Cli.shipped()
            .interruptedAfter(1, 143)
            .with("shrink", "scenarios/batch_loss.json", "-o", small.toString());
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err()).contains("interrupted before there was anything to write");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aTerminalIsToldHowFarItIs() {
    Cli.Result quiet =
        Cli.shipped().terminal(true, true).with("shrink", "scenarios/cnn_segmentation.json", "-q");
    assertThat(quiet.err()).isEmpty();
    assertThat(quiet.out()).startsWith("//").endsWith("}\n");
    Cli.Result result =
        Cli.shipped().terminal(true, true).with("shrink", "scenarios/cnn_segmentation.json");
    assertThat(result.out()).isEqualTo(quiet.out());
    assertThat(result.err()).contains("candidate ", " of at most 2000, down to ");
  }
}
