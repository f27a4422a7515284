package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir private Path folder;

  @Test
  void everyReportIsWrittenBesideStandardOutput() throws IOException {
    Path json = folder.resolve("r.json.out");
    Path csv = folder.resolve("r=1.csv");
    Path table = folder.resolve("r.txt");
    Cli.Result result =
        Cli.run(
            "run",
            scenario("order"),
            "--format",
            "csv",
            "--report",
            "json=" + json,
            "--report",
            "csv=" + csv,
            "--report",
            "table=" + table);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(csv).hasContent(result.out());
    assertThat(json).content().startsWith("{\n  \"schema\": \"gradaudit.report/1\"");
    assertThat(table).content().contains("✗ a  FAILED along order").doesNotContain("\u001b");
    assertThat(names()).containsExactly("a.json", "r.json.out", "r.txt", "r=1.csv");
  }

  @Test
  void anOldReportIsReplacedAsAWhole() throws IOException {
    Path report = Files.writeString(folder.resolve("report.out"), "x".repeat(1_000_000));
    Path link = Files.createSymbolicLink(folder.resolve("link"), report);
    assertThat(Cli.run("run", scenario("same"), "--report", "csv=" + link).exitCode()).isZero();
    assertThat(report).content().startsWith("scenario,file,axis").endsWith("\r\n");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void aReportThatCannotBeWrittenIsFoundBeforeTheAudit() throws IOException {
    String file = scenario("breaks");
    Files.createDirectory(folder.resolve("sub"));
    for (String path : List.of("none/report", "sub", "a.json/report")) {
      Cli.Result result = Cli.run("run", file, "--report", "json=" + folder.resolve(path));
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.err()).contains("cannot write").doesNotContain("internal error");
      assertThat(result.err().lines()).hasSize(1);
    }
    assertThat(Cli.run("run", file, "--report", "json=a\0b").err()).contains("cannot write");
  }

  @Test
  void aFolderThatMayNotBeWrittenToIsNamed() throws IOException {
    Path closed =
        Files.createDirectory(
            folder.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeTrue(!Files.isWritable(closed), "the superuser may write everywhere");
    Cli.Result result =
        Cli.run("run", scenario("breaks"), "--report", "json=" + closed.resolve("report"));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.err()).contains("may not be written to");
  }

  @Test
  void theSameReportFileTwiceIsRefusedInWhateverSpelling() throws IOException {
    String file = scenario("breaks");
    Cli.Result result =
        Cli.run(
            "run", file, "--report", "json=" + folder + "/r", "--report", "csv=" + folder + "/./r");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("is given twice");
  }

  @Test
  void aDeviceIsWrittenToAndNotReplaced() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    assertThat(Cli.run("run", scenario("same"), "--report", "json=" + device).exitCode()).isZero();
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void aReaderThatLeavesIsNoError() throws IOException {
    Cli.Result result =
        new Cli()
            .writingTo(failing("Broken pipe"))
            .with("run", scenario("order"), "--report", "json=" + folder.resolve("r"));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
    assertThat(folder.resolve("r")).exists();
  }

  @Test
  void aReportFileThatFailsLateLeavesTheOthersAlone() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Path report = folder.resolve("r");
    Cli.Result result =
        Cli.run("run", scenario("order"), "--report", "json=" + full, "--report", "csv=" + report);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.err()).contains("cannot write '/dev/full': ");
    assertThat(report).exists();
    assertThat(result.out()).contains("FAILED");
  }

  @Test
  void progressGoesToATerminalOnStandardErrorOnly() throws IOException {
    String file = scenario("same");
    assertThat(new Cli().terminal(true, false).with("run", file).err()).isEmpty();
    assertThat(new Cli().terminal(false, true).with("run", file, "-q").err()).isEmpty();
  }

  @Test
  void checkNamesEveryGoodScenario() throws IOException {
    String a = scenario("same");
    String b = Files.writeString(folder.resolve("b.yml"), "order").toString();
    Cli.Result result = Cli.run("check", folder.toString());
    assertThat(result.out()).isEqualTo(a + ": ok\n" + b + ": ok\n");
    assertThat(Cli.run("check", "-q", a, b).out()).isEmpty();
    Cli.Result bad =
        Cli.run("check", a, Files.writeString(folder.resolve("c.json"), "bad").toString());
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.out()).isEmpty();
    assertThat(bad.err()).contains("c.json:1: first fault", "2 faults in 1 scenario of 2");
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String scenario(String behaviour) throws IOException {
    return Files.writeString(folder.resolve("a.json"), behaviour).toString();
  }
}
