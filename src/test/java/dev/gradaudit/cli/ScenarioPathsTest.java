package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioPathsTest {
  @TempDir private Path folder;

  @Test
  void aFolderStandsForEveryScenarioBelowItSortedByPath() throws Exception {
    touch("b/z.json", "{}");
    touch("b/a.YAML", "");
    touch("a.yml", "");
    touch("c.json", "not json");
    touch("notes.txt", "");
    touch(".hidden.json", "{}");
    touch(".git/config.json", "{}");
    assertThat(below(folder)).containsExactly("a.yml", "b/a.YAML", "b/z.json", "c.json");
  }

  @Test
  void ourOwnReportsAreNotScenarios() throws Exception {
    touch("scenario.json", "{\"tensors\": {\"schema\": \"gradaudit.report/1\"}}");
    touch("report.json", "{\"schema\": \"gradaudit.report/1\", \"complete\": true}");
    touch(
        "other.json",
        "{\"$schema\": \"x\", \"name\": [1, {}], \"schema\": \"gradaudit.report/2\"}");
    touch("named.json", "{\"schema\": \"something else\"}");
    assertThat(below(folder)).containsExactly("named.json", "scenario.json");
  }

  @Test
  void aReportThatIsNamedByItselfIsReadLikeAnyFile() throws Exception {
    Path report = touch("report.json", "{\"schema\": \"gradaudit.report/1\"}");
    assertThat(ScenarioPaths.of(List.of(report.toString()))).containsExactly(report);
  }

  @Test
  void linksThatLeadInACircleAreFollowedOnce() throws Exception {
    touch("sub/a.json", "{}");
    Files.createSymbolicLink(folder.resolve("sub/up"), folder);
    Files.createSymbolicLink(folder.resolve("sub/dangling.json"), folder.resolve("nowhere"));
    assertThat(below(folder)).containsExactly("sub/a.json");
  }

  @Test
  void aFileThatIsReachedTwiceCountsOnceUnderItsFirstName() throws Exception {
    Path a = touch("a.json", "{}");
    Files.createSymbolicLink(folder.resolve("link.json"), a);
    assertThat(ScenarioPaths.of(List.of(folder + "/link.json", a.toString(), folder.toString())))
        .containsExactly(folder.resolve("link.json"));
  }

  @Test
  void whatDoesNotExistIsAUsageError() {
    CommandException e =
        catchThrowableOfType(
            CommandException.class, () -> ScenarioPaths.of(List.of(folder + "/nope.json")));
    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(e).hasMessageContaining("there is no file or folder").hasMessageContaining("nope");
  }

  private List<String> below(Path path) throws CommandException {
    return ScenarioPaths.of(List.of(path.toString())).stream()
        .map(file -> folder.relativize(file).toString())
        .toList();
  }

  private Path touch(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
