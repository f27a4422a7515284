package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and links that go wrong on real machines. */
@DisabledOnOs(OS.WINDOWS)
class CliRobustnessTest {
  @TempDir private Path folder;

  private String same = "";
  private String breaks = "";

  @BeforeEach
  void writeScenarios() throws IOException {
    same = Files.writeString(folder.resolve("same.json"), "same").toString();
    breaks = Files.writeString(folder.resolve("breaks.json"), "breaks").toString();
  }

  @Test
  void aLinkToAReportThatIsYetToBeStaysALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("next"));
    Files.createSymbolicLink(folder.resolve("next"), Path.of("report"));
    assertThat(Cli.run("run", same, "--report", "csv=" + link).exitCode()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("next")).isSymbolicLink();
    assertThat(folder.resolve("report")).isRegularFile().content().startsWith("scenario,file");
  }

  @Test
  void aLinkAndTheMissingFileThatItNamesAreTheSameReport() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("report"));
    Cli.Result result =
        Cli.run("run", breaks, "--report", "csv=" + link, "--report", "json=" + folder + "/report");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("is given twice");
  }

  @Test
  void whatCannotBeAFileIsRefusedBeforeTheAudit() throws IOException {
    Path circle = Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
    for (Object path : List.of(circle, folder.resolve("n".repeat(300)))) {
      Cli.Result result = Cli.run("run", breaks, "--report", "json=" + path);
      assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
      assertThat(result.err()).contains("cannot write").doesNotContain("internal error");
    }
    assertThat(circle).isSymbolicLink();
  }

  @Test
  void theUnfinishedFileOfAnotherProcessIsLeftAlone() throws IOException {
    String name = ".gradaudit-" + ProcessHandle.current().pid() + "-1.tmp";
    Path other = Files.writeString(folder.resolve(name), "half a rep");
    assertThat(Cli.run("run", same, "--report", "csv=" + folder.resolve("r")).exitCode()).isZero();
    assertThat(other).hasContent("half a rep");
    assertThat(folder.resolve("r")).content().startsWith("scenario,file");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).containsExactly(other);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "grad"})
  void anEmptyNameIsNotTheFolderThatWeAreIn(String command) {
    Cli.Result result = Cli.run(command, "");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).isEqualTo("gradaudit: cannot read '': the name is empty\n");
  }

  @Test
  void aLikelyCommandIsNamedByHelpToo() {
    Cli.Result result = Cli.run("help", "rnu");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).isEqualTo("gradaudit: unknown command 'rnu'; did you mean 'run'?\n");
  }

  @Test
  void choicesAreNamedInTheOrderOfTheHelp() {
    assertThat(Cli.run("grad", same, "--format", "?").err()).contains("there is table, json\n");
    assertThat(Cli.run("list", "?").err()).contains("there is orders, ops, scenarios\n");
    assertThat(Cli.run("run", same, "--color", "?").err())
        .contains("there is auto, always, never\n");
  }
}
