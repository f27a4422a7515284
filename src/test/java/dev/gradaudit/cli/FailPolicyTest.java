package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run fails on, and what it makes of nothing to run. */
class FailPolicyTest {
  /** Its gradients are exact along every axis. */
  private static final String POLYNOMIAL = "scenarios/polynomial.json";

  /** Its gradients differ along the order, which its file only reports. */
  private static final String TENTHS = "scenarios/tenths.json";

  @TempDir private Path folder;

  private String scenario(String behaviour) throws IOException {
    return Files.writeString(folder.resolve(behaviour + ".json"), behaviour).toString();
  }

  /** Behaviours of the fake engine: order and repeat break an expectation by differing. */
  @ParameterizedTest
  @CsvSource({
    "expectation, same, 0",
    "expectation, order, 1",
    "expectation, zero, 1",
    "differs, same, 0",
    "differs, order, 1",
    "differs, repeat, 1",
    "differs, zero, 0",
    "inconclusive, order, 0",
    "inconclusive, zero, 1",
    "vacuous, order, 0",
    "warning, same, 0",
    "warning, order, 1",
    "differs;inconclusive, zero, 1",
    "out-of-bound;inconclusive, repeat, 0",
    "differs, fails, 3",
    "vacuous, bad, 2"
  })
  void eachReasonCountsByItself(String reasons, String behaviour, int exitCode) throws IOException {
    Cli.Result result = Cli.run("run", "--fail-on", reasons.replace(';', ','), scenario(behaviour));
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(exitCode);
  }

  @Test
  void aDifferenceThatIsOnlyReportedCanFail() {
    assertThat(Cli.shipped().with("run", TENTHS).exitCode()).isZero();
    Cli.Result result = Cli.shipped().with("run", "--fail-on=differs", TENTHS, POLYNOMIAL);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("gradaudit: --fail-on: differs (tenths)\n");
  }

  @Test
  void exactDataCanFailWithoutAnExpectation() {
    Cli.Result result = Cli.shipped().with("run", "--fail-on=vacuous,differs", POLYNOMIAL);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("vacuous (polynomial)").doesNotContain("differs");
  }

  @Test
  void aFailureThatDoesNotCountIsNamed() throws IOException {
    List<String> words = new ArrayList<>(List.of("run", "--fail-on=out-of-bound"));
    for (String name : List.of("a", "b", "c", "d", "e")) {
      words.add(Files.writeString(folder.resolve(name + ".json"), "order").toString());
    }
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("exit code is 0", "(a, b, c and 2 more)", "'expectation'");
  }

  @Test
  void withoutThePolicyNothingIsSaidOfIt() throws IOException {
    assertThat(Cli.run("run", scenario("order")).err()).isEmpty();
    assertThat(Cli.run("run", "--exit-zero", scenario("order")).err()).isEmpty();
    assertThat(Cli.run("run", "--fail-on=differs", scenario("same")).err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"difers", "", "differs,", "DIFFERS"})
  void aReasonThatIsNoneIsRefused(String reasons) throws IOException {
    Cli.Result result = Cli.run("run", "--fail-on=" + reasons, scenario("breaks"));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--fail-on").doesNotContain("internal");
  }

  @Test
  void optionsThatWouldUndoEachOtherAreRefused() {
    Cli.Result zero = Cli.shipped().with("run", "--exit-zero", "--fail-on=differs", POLYNOMIAL);
    assertThat(zero.exitCode()).isEqualTo(2);
    Cli.Result vacuous =
        Cli.shipped().with("run", "--fail-on=out-of-bound", "--fail-on-vacuous", POLYNOMIAL);
    assertThat(vacuous.exitCode()).isEqualTo(2);
    assertThat(vacuous.err()).contains("add 'expectation'");
    Cli.Result both =
        Cli.shipped()
            .with("run", "--fail-on=out-of-bound,expectation", "--fail-on-vacuous", POLYNOMIAL);
    assertThat(both.exitCode()).isEqualTo(1);
  }

  @Test
  void shardsKeepWhatAMergeWouldUndo() {
    String shard = folder.resolve("all.shard").toString();
    Cli.Result run =
        Cli.shipped().with("run", "--fail-on-vacuous", "--shard", "1/1", "-o", shard, POLYNOMIAL);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Cli.shipped().with("merge", shard).exitCode()).isEqualTo(1);
    Cli.Result merged = Cli.shipped().with("merge", "--fail-on=differs", shard);
    assertThat(merged.exitCode()).isEqualTo(2);
    assertThat(merged.err()).contains("--fail-on-vacuous");
  }

  @ParameterizedTest
  @CsvSource({"fail, 4", "warn, 0", "pass, 0", "pas, 2"})
  void nothingToRunIsWhatTheUserSaysItIs(String what, int exitCode) throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path report = Files.writeString(folder.resolve("junit.xml"), "of an earlier audit");
    Cli.Result result =
        Cli.run("run", "--no-tests", what, "--report", "junit=" + report, empty.toString());
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.err().contains("warning: no scenario")).isEqualTo(what.equals("warn"));
    if (exitCode == 0) {
      assertThat(Files.readString(report)).contains("<testsuites").doesNotContain("earlier");
      assertThat(result.out()).contains("no scenario was audited").doesNotContain("incomplete");
    }
    if (what.equals("pass")) {
      assertThat(result.err()).isEmpty();
    }
  }

  @Test
  void onlyNothingIsExcused() throws IOException {
    assertThat(Cli.run("run", "--no-tests=pass", scenario("bad")).exitCode()).isEqualTo(2);
    assertThat(Cli.run("run", "--no-tests=pass", scenario("order")).exitCode()).isEqualTo(1);
    String missing = folder.resolve("missing.json").toString();
    assertThat(Cli.run("run", "--no-tests=pass", missing).exitCode()).isEqualTo(2);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    String impossible = "json=" + folder.resolve("no/such/folder/report.json");
    Cli.Result result = Cli.run("run", "--no-tests=pass", "--report", impossible, empty.toString());
    assertThat(result.exitCode()).isNotZero();
  }
}
