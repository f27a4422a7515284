package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What only a process of its own can show: signals, pipes, and the exit code as others see it. */
@DisabledOnOs(OS.WINDOWS)
class ProcessTest {
  private static final String LINEAR = "scenarios/linear.json";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsTheAuditWithItsOwnExitCodeAndAPartialReport(String signal, int exitCode)
      throws Exception {
    Path report = folder.resolve("report");
    Process process =
        start("run", LINEAR, "--runs", "1000000", "--format", "csv", "--report", "json=" + report);
    String progress = readUntil(process.getErrorStream(), "left");
    assertThat(progress).contains("linear  run ");
    signal(process, signal);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(exitCode);
    assertThat(report).content().contains("\"complete\": false", "\"status\": \"interrupted\"");
    assertThat(text(process.getInputStream())).startsWith("scenario,file,axis");
    assertThat(text(process.getErrorStream())).contains("interrupted; writing what is finished");
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
  }

  @Test
  void aReaderThatLeavesEarlyGetsNoTraceAndTheVerdictStaysTheExitCode() throws Exception {
    Process process = start("run", LINEAR, "--format", "json");
    process.getInputStream().close();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(text(process.getErrorStream())).isEmpty();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void aPipeIsAScenarioAndAReportLikeAnyOther() throws Exception {
    Process process = start("run", "/dev/stdin", "--format", "csv", "--report", "csv=/dev/stderr");
    try (OutputStream input = process.getOutputStream()) {
      Files.copy(Path.of(LINEAR), input);
    }
    String out = text(process.getInputStream());
    assertThat(out).startsWith("scenario,file,axis").contains("linear,/dev/stdin,");
    assertThat(text(process.getErrorStream())).isEqualTo(out);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** Where a disk is full, the report that was there stays, and nothing else is left. */
  @Test
  void aFullDiskLeavesTheOldReport() throws Exception {
    Path report = Files.writeString(folder.resolve("report"), "old");
    List<String> command = builder("run", LINEAR, "--report", "json=" + report).command();
    ProcessBuilder limited = new ProcessBuilder("bash", "-c", "ulimit -f 4; exec \"$@\"", "bash");
    limited.command().addAll(command);
    Process process = limited.start();
    String err = text(process.getErrorStream());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
    assertThat(err).contains("cannot write '" + report + "'").hasLineCount(1);
    assertThat(report).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
  }

  /** Whenever the process is killed, the report is the old one or the whole new one. */
  @Test
  void aKilledProcessLeavesNoHalfAReport() throws Exception {
    Path report = folder.resolve("report");
    for (int patience = 250; patience < 1000; patience += 125) {
      Files.writeString(report, "old");
      Process process =
          start("run", "scenarios/polynomial.json", LINEAR, "--report", "json=" + report);
      process.waitFor(patience, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      String content = Files.readString(report);
      if (!content.equals("old")) {
        assertThat(JsonMapper.shared().readTree(content).path("complete").asBoolean()).isTrue();
        assertThat(content).endsWith("}\n");
      }
    }
  }

  @Test
  void watchingRunsAgainWhatChanges() throws Exception {
    Path scenario = folder.resolve("watched.json");
    Files.copy(Path.of(LINEAR), scenario);
    Files.copy(Path.of("scenarios/absorption.json"), folder.resolve("other.json"));
    Process process = start("run", folder.toString(), "--watch", "--runs", "2");
    readUntil(process.getErrorStream(), "watching; interrupt");
    // As an editor saves: beside, then renamed. First something that is no scenario.
    Path beside = Files.writeString(folder.resolve("beside.tmp"), "{");
    Files.move(beside, scenario, StandardCopyOption.REPLACE_EXISTING);
    assertThat(readUntil(process.getErrorStream(), "watching; interrupt"))
        .contains("watched.json:1:")
        .doesNotContain("other");
    Files.copy(Path.of("scenarios/tenths.json"), beside);
    Files.move(beside, scenario, StandardCopyOption.REPLACE_EXISTING);
    readUntil(process.getErrorStream(), "watching; interrupt");
    signal(process, "INT");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    String out = text(process.getInputStream());
    assertThat(out).contains("2 scenarios: 2 passed").contains("tenths  passed");
  }

  @Test
  void standardOutputIsNotAReportToo() throws Exception {
    Path file = folder.resolve("both");
    Process process =
        builder("run", LINEAR, "--report", "json=" + file).redirectOutput(file.toFile()).start();
    assertThat(text(process.getErrorStream())).contains("is standard output already");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
  }

  @Test
  void theExitCodeOfTheProcessIsThatOfTheCommand() throws Exception {
    Process process = start("run", "scenarios", "--orders", "nope");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(text(process.getErrorStream())).startsWith("gradaudit: --orders: unknown part");
  }

  private static Process start(String... arguments) throws IOException {
    return builder(arguments).start();
  }

  private static ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    boolean progress = List.of(arguments).contains("1000000");
    command.add("-Dgradaudit.terminal.stderr=" + progress);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.gradaudit.cli.Main");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static String readUntil(InputStream stream, String word) throws IOException {
    StringBuilder text = new StringBuilder();
    int next = stream.read();
    while (next >= 0 && text.indexOf(word) < 0) {
      text.append((char) next);
      next = stream.read();
    }
    return text.toString();
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
