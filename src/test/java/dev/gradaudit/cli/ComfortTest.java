package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a beginning easy: templates, completion, manual pages. */
final class ComfortTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"linear", "classifier", "attention"})
  void everyTemplateRunsAsItIs(String template) {
    String name = folder.resolve("a step").toString();
    Cli.Result written = Cli.run("init", name, "--template", template);
    assertThat(written.exitCode()).as(written.err()).isZero();
    assertThat(written.err()).contains("gradaudit run '" + name + ".json'");
    Cli.Result ran = Cli.shipped().with("run", name + ".json");
    assertThat(ran.exitCode()).as(ran.err() + ran.out()).isZero();
    assertThat(ran.out()).contains("a step  passed");
  }

  @Test
  void theTemplateOfAModuleSaysWhatItNeeds() throws IOException {
    String name = folder.resolve("m.json").toString();
    assertThat(Cli.run("init", name, "--template", "module").err()).contains("model.pt");
    assertThat(Cli.shipped().with("check", name).err()).contains("there is no file 'model.pt'");
    Files.writeString(folder.resolve("model.pt"), "");
    assertThat(Cli.shipped().with("check", name).exitCode()).isZero();
  }

  @Test
  void nothingIsReplacedUnasked() {
    String name = folder.resolve("step").toString();
    assertThat(Cli.run("init", name).exitCode()).isZero();
    Cli.Result again = Cli.run("init", name);
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("exists").contains("--force");
    assertThat(Cli.run("init", name, "--force").exitCode()).isZero();
    assertThat(Cli.run("init", "").exitCode()).isEqualTo(2);
    assertThat(Cli.run("init", "..").err()).contains("init needs a name");
    assertThat(Cli.run("init", "x", "--template", "liner").err()).contains("linear");
    assertThat(Cli.run("init", folder.resolve("no/step").toString()).exitCode()).isEqualTo(3);
  }

  @DisabledOnOs(OS.WINDOWS)
  @ParameterizedTest
  @CsvSource({
    "run --orders pairw, 3, pairwise",
    "run --engine pytorch-, 3, pytorch-jit",
    "run --format jun, 3, junit",
    "comp, 1, compare completion",
    "run --stri, 2, --strict",
    "list or, 2, orders",
    "completion z, 2, zsh"
  })
  void bashCompletes(String words, int at, String expected)
      throws IOException, InterruptedException {
    Path script =
        Files.writeString(folder.resolve("completion"), Cli.run("completion", "bash").out());
    String test =
        "source '"
            + script
            + "'; COMP_WORDS=(gradaudit "
            + words
            + "); COMP_CWORD="
            + at
            + "; _complete_gradaudit 2>/dev/null; echo ${COMPREPLY[@]}";
    Process bash =
        new ProcessBuilder("bash", "--noprofile", "--norc", "-c", test)
            .redirectErrorStream(true)
            .start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out.strip()).isEqualTo(expected);
  }

  @Test
  void everyCommandHasAPage() {
    Cli.Result names = Cli.run("man", "--names");
    List<String> commands = names.out().lines().toList();
    assertThat(commands).contains("run", "merge", "baseline", "init");
    for (String command : commands) {
      String page = Cli.run("man", command).out();
      assertThat(page).startsWith(".TH GRADAUDIT-").contains(".SH NAME", ".SH SYNOPSIS");
      // Nothing in a text is taken for an instruction.
      assertThat(page.lines().filter(line -> line.startsWith(".")))
          .allMatch(line -> line.matches("\\.(TH|SH|TP|B|PP|nf|fi)( .*)?"));
      assertThat(page).doesNotContainPattern("(?m)^'");
    }
    assertThat(Cli.run("man", "rum").err()).contains("run");
    assertThat(Cli.run("man").out()).contains(".SH COMMANDS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "compare", "reveal", "init"})
  void helpShowsExamplesWithinEightyColumns(String command) {
    String help = Cli.run("help", command).out();
    assertThat(help).contains("  gradaudit " + command);
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
  }
}
