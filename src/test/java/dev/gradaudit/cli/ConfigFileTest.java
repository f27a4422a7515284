package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options from a file, and how far it may go. */
final class ConfigFileTest {
  private static final String SCENARIO = "scenarios/absorption.json";

  @TempDir Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("gradaudit.json"), text.replace('\'', '"')).toString();
  }

  private static Cli.Result run(String config, String... more) {
    String[] words = new String[more.length + 4];
    words[0] = "run";
    words[1] = SCENARIO;
    words[2] = "--config";
    words[3] = config;
    System.arraycopy(more, 0, words, 4, more.length);
    return Cli.shipped().with(words);
  }

  @Test
  void whatIsTypedComesFirst() throws IOException {
    Path csv = folder.resolve("a.csv");
    String config =
        file(
            "{ // a comment\n 'run': {'runs': 3, 'threads': [1, 2], 'expect': {'order': 'bitwise',"
                + " 'threads': 9}, 'report': {'csv': '"
                + csv.toString().replace("\\", "\\\\")
                + "'}, 'exit-zero': false},\n 'check': {},}");
    Cli.Result configured = run(config, "-v");
    assertThat(configured.exitCode()).isEqualTo(1);
    assertThat(configured.out()).contains("36 runs (12 configurations × 3)");
    assertThat(configured.err())
        .contains("gradaudit.json adds: --runs=3 --threads=1,2 --expect=order=bitwise");
    assertThat(csv).exists();
    Cli.Result typed = run(config, "--runs", "2", "--expect", "order=report");
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.out()).contains("24 runs (12 configurations × 2)");
  }

  @Test
  void theRunsOfABaselineAreConfiguredAsThoseOfRun() throws IOException {
    String config = file("{'run': {'runs': 3, 'threads': 1}}");
    Path baseline = folder.resolve("baseline.txt");
    Cli.Result written =
        Cli.shipped()
            .with(
                "baseline",
                "write",
                SCENARIO,
                "--config",
                config,
                "--threads",
                "2",
                "-o",
                baseline.toString());
    assertThat(written.exitCode()).as(written.err()).isZero();
    assertThat(Files.readString(baseline)).contains("--runs=3").contains("--threads=2");
    assertThat(run(config, "--threads", "2", "--baseline", baseline.toString()).exitCode())
        .isZero();
  }

  @Test
  void shardsCarryWhatTheFileSaysAndNotTheFile() throws IOException {
    String config = file("{'run': {'runs': 3, 'threads': 1}}");
    Path shard = folder.resolve("a.shard");
    assertThat(run(config, "--shard", "1/1", "-o", shard.toString()).exitCode()).isZero();
    assertThat(Files.readString(shard)).contains("--runs=3").doesNotContain("--config");
    Cli.Result merged = Cli.shipped().with("merge", shard.toString());
    assertThat(merged.exitCode()).as(merged.err()).isZero();
    String[] bare = {
      "run", SCENARIO, "--runs=2", "--no-config", "--shard=1/1", "-o", shard.toString()
    };
    assertThat(Cli.shipped().with(bare).exitCode()).isZero();
    assertThat(Cli.shipped().with("merge", shard.toString()).exitCode()).isZero();
  }

  @Test
  void itIsFoundUpwardsUntilTheTopOfACheckout() throws IOException {
    file("{}");
    Path below = Files.createDirectories(folder.resolve("a/b"));
    Path found = ConfigFile.find(below, Map.of());
    assertThat(found).isEqualTo(folder.resolve("gradaudit.json"));
    assertThat(ConfigFile.find(below, Map.of("HOME", folder.resolve("a").toString()))).isNull();
    Files.createDirectory(folder.resolve("a/.git"));
    assertThat(ConfigFile.find(below, Map.of())).isNull();
  }

  @Test
  void itIsNoScenario() throws IOException {
    file("{}");
    Cli.Result nothing = Cli.shipped().with("run", folder.toString());
    assertThat(nothing.exitCode()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | :1:1: an object with commands is expected",
        "{'rum': {}} | :1:2: there is no command 'rum'; did you mean 'run'",
        "{'run': 3} | :1:9: an object with options is expected",
        "{'run': {'rusn': 3}} | :1:10: there is no option 'rusn'; did you mean 'runs'",
        "{'run': {'strict': 'yes'}} | :1:20: true or false is expected",
        "{'run': {'runs': true}} | :1:18: a value is expected",
        "{'run': {'runs': {'a': 1}}} | :1:18: a string or a number is expected",
        "{'run': {'allow-commands': true}} | 'allow-commands' has to be typed",
        "{'baseline': {'force': true}} | 'force' has to be typed",
        "{'run': {'runs': 3, 'runs': 4}} | :1:",
        "{'run': {'runs': 3} | expected close marker for Object; --no-config",
        "{} {} | nothing is expected behind the object",
        "{'run': {'runs': 'x'}} | --runs: 'x'",
      })
  void mistakesAreNamedWithTheirPlace(String text, String message) throws IOException {
    Cli.Result result = run(file(text));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(message).hasLineCount(1);
  }

  @Test
  void aFileThatIsMissingIsSaid() {
    assertThat(run(folder.resolve("none.json").toString()).err())
        .contains("cannot read")
        .contains("no such file");
  }
}
