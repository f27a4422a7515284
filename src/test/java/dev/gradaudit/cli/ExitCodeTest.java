package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "same, 0",
    "order, 1",
    "repeat, 1",
    "zero, 1",
    "nan, 1",
    "fails, 3",
    "breaks, 3",
    "memory, 3",
    "stack, 3",
    "bad, 2"
  })
  void theExitCodeSaysHowTheScenarioEnded(String behaviour, int exitCode) throws IOException {
    Cli.Result result = Cli.run("run", scenario("one.json", behaviour));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
  }

  @Test
  void anErrorOutweighsAFailure() throws IOException {
    scenario("a.json", "order");
    scenario("b.json", "fails");
    scenario("c.json", "same");
    assertThat(Cli.run("run", folder.toString()).exitCode()).isEqualTo(3);
  }

  @Test
  void aBadScenarioStopsEverythingBeforeAnythingRuns() throws IOException {
    scenario("a.json", "breaks");
    scenario("b.json", "bad");
    scenario("c.json", "bad");
    Cli.Result result = Cli.run("run", folder.toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("b.json:1: first fault", "b.json:2: second fault", "c.json:1: first fault")
        .contains("4 faults in 2 scenarios of 3; nothing was run")
        .doesNotContain("internal error");
  }

  @Test
  void nothingBelowAFolderIsFour() {
    Cli.Result result = Cli.run("run", folder.toString());
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.err()).contains("no scenario").contains(folder.toString());
    assertThat(Cli.run("check", folder.toString()).exitCode()).isEqualTo(4);
  }

  @Test
  void exitZeroForgivesVerdictsOnly() throws IOException {
    assertThat(Cli.run("run", "--exit-zero", scenario("a.json", "order")).exitCode()).isZero();
    assertThat(Cli.run("run", "--exit-zero", scenario("a.json", "zero")).exitCode()).isZero();
    assertThat(Cli.run("run", "--exit-zero", scenario("a.json", "fails")).exitCode()).isEqualTo(3);
    assertThat(Cli.run("run", "--exit-zero", scenario("a.json", "bad")).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"130", "143"})
  void anInterruptionWritesWhatIsFinishedAndKeepsTheSignalsCode(int code) throws IOException {
    scenario("a.json", "same");
    scenario("b.json", "same");
    Path report = folder.resolve("out.json.txt");
    // The first scenario has 270 runs.
    Cli.Result result =
        new Cli()
            .interruptedAfter(300, code)
            .with("run", folder.toString(), "--format", "json", "--report", "table=" + report);
    assertThat(result.exitCode()).isEqualTo(code);
    assertThat(result.out())
        .contains("\"complete\": false")
        .contains("\"status\": \"passed\"")
        .contains("\"status\": \"interrupted\"");
    assertThat(report).content().contains("incomplete", "INTERRUPTED");
  }

  @Test
  void anInterruptionBeforeTheFirstRunIsReportedToo() throws IOException {
    Cli.Result result =
        new Cli()
            .interruptedAfter(1, 130)
            .with("run", scenario("a.json", "same"), "--format", "json");
    assertThat(result.exitCode()).isEqualTo(130);
    assertThat(result.out()).contains("\"complete\": false", "\"scenarios\": []");
  }

  @Test
  void anAuditThatDoesNotStopIsLeftBehindAndWhatIsFinishedIsKept() throws IOException {
    scenario("a.json", "same");
    scenario("b.json", "stuck");
    scenario("c.json", "same");
    Path report = folder.resolve("out.json.txt");
    // 270 runs of the first scenario, and one question before each scenario.
    Cli.Result result =
        new Cli()
            .overdueAfter(273, 143)
            .with("run", folder.toString(), "--report", "json=" + report);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(report)
        .content()
        .contains("\"complete\": false", "\"name\": \"a\"")
        .doesNotContain("\"name\": \"b\"");
  }

  @Test
  void internalErrorsAreOneLineAndKeepWhatIsFinished() throws IOException {
    scenario("a.json", "same");
    scenario("b.json", "breaks");
    Cli.Result result = Cli.run("run", folder.toString(), "--format", "json");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out()).contains("\"name\": \"a\"").contains("\"complete\": false");
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).contains("internal error", "a bug", "GRADAUDIT_DEBUG=1");
  }

  @Test
  void theTraceOfAnInternalErrorIsThereForTheAsking() throws IOException {
    Cli.Result result =
        new Cli()
            .environment(java.util.Map.of("GRADAUDIT_DEBUG", "1"))
            .with("run", scenario("a.json", "breaks"));
    assertThat(result.err()).contains("at dev.gradaudit.cli.FakeToolbox");
  }

  @Test
  void runningOutOfMemorySaysWhatToDo() throws IOException {
    Cli.Result result = Cli.run("run", scenario("a.json", "memory"));
    assertThat(result.err()).contains("out of memory", "-Xmx").doesNotContain("report it");
  }

  private String scenario(String file, String behaviour) throws IOException {
    return Files.writeString(folder.resolve(file), behaviour).toString();
  }
}
