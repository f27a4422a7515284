package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @TempDir private Path folder;

  /** Arguments, and what the one line has to say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run | run needs a scenario",
        "rn FILE | unknown command 'rn'; did you mean 'run'?",
        "frobnicate | unknown command 'frobnicate'",
        "run FILE --sedes 1 | unknown option '--sedes'; did you mean '--seeds'?",
        "run FILE --sedes=1 | unknown option '--sedes'; did you mean '--seeds'?",
        "run FILE --runs | '--runs'",
        "run FILE --runs 0 | --runs: '0' is not a whole number from 1 to 1000000",
        "run FILE --runs -3 | --runs: '-3'",
        "run FILE --runs 1e3 | --runs: '1e3'",
        "run FILE --runs 99999999999 | --runs: '99999999999'",
        "run FILE --runs 2 --runs 3 | '--runs' (N) should be specified only once",
        "run FILE --seeds a | --seeds: 'a' is not a whole number",
        "run FILE --seeds 1,,2 | --seeds: an item is empty",
        "run FILE --seeds 1,1 | --seeds: '1' is there twice",
        "run FILE --seeds 5-2 | --seeds: the range '5-2' runs backwards",
        "run FILE --seeds 0-9999999 | --seeds: more than 1000000 seeds",
        "run FILE --seeds 99999999999999999999 | --seeds: '99999999999999999999'",
        "run FILE --threads 0 | --threads: '0' is not a whole number from 1 to 1024",
        "run FILE --threads 2,2 | --threads: '2' is there twice",
        "run FILE --threads ١ | --threads: '١' is not",
        "run FILE --orders shufled | --orders: unknown part 'shufled'",
        "run FILE --orders shufled | did you mean 'shuffled'?",
        "run FILE --orders strided | --orders: 'strided' needs a number",
        "run FILE --orders pairwise,PAIRWISE | --orders: 'pairwise' is there twice",
        "run FILE --plan fll | --plan: unknown mode 'fll'; did you mean 'full'?",
        "run FILE --engine bultin | --engine: unknown engine 'bultin'; did you mean 'builtin'?",
        "run FILE --engine pytorch | --engine: unknown engine 'pytorch'; there is builtin",
        "run FILE --format xml | --format: unknown format 'xml'; there is table, json, csv",
        "run FILE --format jsn | --format: unknown format 'jsn'; did you mean 'json'?",
        "run FILE --color sometimes | --color: unknown choice 'sometimes'",
        "run FILE --expect order | --expect: 'order' has no '='",
        "run FILE --expect ordr=bitwise | --expect: unknown axis 'ordr'; did you mean 'order'?",
        "run FILE --expect order=bitwis | 'bitwis' is no demand; did you mean 'bitwise'?",
        "run FILE --expect order=-1 | --expect: '-1' is no demand",
        "run FILE --expect order=1 --expect order=2 | --expect: the axis 'order' is given twice",
        "run FILE --strict --expect order=1 | --strict expects identical bits",
        "run FILE --report json | --report: 'json' has no '='",
        "run FILE --report xml=x | --report: unknown format 'xml'",
        "run FILE --report json= | --report: 'json=' names no file",
        "run FILE --report json=- | --report: 'json=-' names no file",
        "run FILE --report json=FILE | would be overwritten",
        "run FILE -q -v | -q and -v contradict each other",
        "run FILE.nope | there is no file or folder",
        "grad | grad needs a scenario",
        "grad FILE FILE | unexpected argument",
        "grad FILE --order nope | --order: unknown part 'nope'",
        "grad FILE --threads 1,2 | --threads: '1,2' is not",
        "grad FILE --seed x | --seed: 'x' is not",
        "grad FILE --format csv | --format: unknown format 'csv'",
        "grad FILE -o x.txt | -o: 'x.txt' ends in no format that can be written",
        "grad FOLDER2 | grad takes one scenario",
        "check | check needs a scenario",
        "list | list needs orders",
        "list order | list: unknown subject 'order'; did you mean 'orders'?",
        "help rn | 'rn'",
      })
  void wrongUsageIsOneClearLineAndExitCodeTwo(String line, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "same");
    Path two = Files.createDirectories(folder.resolve("two"));
    Files.writeString(two.resolve("a.json"), "same");
    Files.writeString(two.resolve("b.json"), "same");
    String[] arguments =
        Arrays.stream(line.split(" "))
            .map(word -> word.replace("FOLDER2", two.toString()).replace("FILE", file.toString()))
            .toArray(String[]::new);
    Cli.Result result = Cli.run(arguments);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(message);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(file).hasContent("same");
  }

  @Test
  void withoutACommandTheUsageIsShownOnStandardError() {
    Cli.Result result = Cli.run();
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Usage: gradaudit", "run", "grad", "check", "list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helpGoesToStandardOutput(String argument) {
    Cli.Result result = Cli.run(argument);
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("Usage: gradaudit", "COMMAND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "grad", "check", "list"})
  void everyCommandExplainsEveryOptionThatItHas(String command) {
    String byHelp = Cli.run("help", command).out();
    assertThat(byHelp).contains("Usage: gradaudit " + command).contains("--help");
    assertThat(Cli.run(command, "--help").out()).isEqualTo(byHelp);
    assertThat(byHelp.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(81));
  }

  @Test
  void runKnowsTheOptionsThatAreDocumented() {
    String help = Cli.run("help", "run").out();
    assertThat(help)
        .contains(
            List.of(
                "--runs",
                "--seeds",
                "--threads",
                "--orders",
                "--engine",
                "--format",
                "--report",
                "--expect",
                "--strict",
                "--fail-on-vacuous",
                "--exit-zero",
                "--list",
                "--dry-run",
                "--plan",
                "--include-gradients",
                "--detect-anomaly",
                "-q",
                "-v",
                "--color"));
  }

  @Test
  void theVersionNamesJavaToo() {
    Stream.of("--version", "-V")
        .forEach(
            option -> {
              Cli.Result result = Cli.run(option);
              assertThat(result.exitCode()).isZero();
              assertThat(result.out())
                  .matches(
                      "gradaudit \\S+( \\(commit [0-9a-f]+\\))?\nJava "
                          + System.getProperty("java.version")
                          + ", .*\n.*, [0-9]+ processors\n");
            });
  }

  @Test
  void anArgumentFileIsNotExpanded() throws IOException {
    Path file = Files.writeString(folder.resolve("arguments"), "--strict");
    assertThat(Cli.run("run", "@" + file).err()).contains("there is no file or folder '@");
  }
}
