package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The script of action.yml, run by a real bash with what a runner gives it. */
@DisabledOnOs(OS.WINDOWS)
final class ActionTest {
  @TempDir Path folder;

  private Path home;

  @BeforeEach
  void putAProgramInPlace() throws IOException {
    home = Files.createDirectories(folder.resolve("the action"));
    Path bin = Files.createDirectories(home.resolve("bin"));
    // It shows its arguments, writes its reports, and ends with the code that a scenario says.
    Path program = bin.resolve("gradaudit");
    Files.writeString(
        program,
        """
        #!/bin/bash
        printf '%s\\n' "$@" > "$(dirname "$0")/arguments"
        for word in "$@"; do
          case $word in
            markdown=*) if [ -f "$(dirname "$0")/none" ]; then
              echo "## gradaudit: nothing audited" > "${word#*=}"
              continue
            fi ;;
          esac
          case $word in
            json=* | markdown=* | github=*) echo "${word%%=*} text" > "${word#*=}" ;;
          esac
        done
        printf '  ::stop-commands::mine\n::add-mask::passed\n##[add-mask]x\n::mine::\nno line end'
        exit "${word#code}"
        """);
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private static Map<?, ?> action() throws IOException {
    Load load = new Load(LoadSettings.builder().build());
    return (Map<?, ?>) load.loadFromString(Files.readString(Path.of("action.yml")));
  }

  private static Map<?, ?> step() throws IOException {
    return (Map<?, ?>) ((List<?>) member(part("runs"), "steps")).get(0);
  }

  private static Map<?, ?> part(String name) throws IOException {
    return (Map<?, ?>) member(action(), name);
  }

  private static Object member(Map<?, ?> map, String name) {
    return Objects.requireNonNull(map.get(name), name);
  }

  private record Ended(int code, String out, String outputs, String summary, List<String> words) {}

  private Ended run(String scenarios, String policy, String reports)
      throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("step.sh"), String.valueOf(step().get("run")));
    Path outputs = Files.writeString(folder.resolve("outputs"), "");
    Path summary = Files.writeString(folder.resolve("summary"), "");
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script.toString());
    builder.redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GITHUB_OUTPUT",
                outputs.toString(),
                "GITHUB_STEP_SUMMARY",
                summary.toString(),
                "GRADAUDIT_HOME",
                home.toString(),
                "GRADAUDIT_SCENARIOS",
                scenarios,
                "GRADAUDIT_POLICY",
                policy,
                "GRADAUDIT_REPORTS",
                reports));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        out,
        Files.readString(outputs),
        Files.readString(summary),
        Files.readAllLines(home.resolve("bin/arguments")));
  }

  @Test
  void handsItsInputsOnAndItsResultsBack() throws IOException, InterruptedException {
    Ended ended = run("a b.json\r\n\n  \ncode0\n", "--strict\n--expect=threads=4", "html=x y.html");
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.words())
        .startsWith("run", "--strict", "--expect=threads=4", "--report", "html=x y.html")
        .endsWith("--", "a b.json", "code0");
    assertThat(ended.out()).contains("github text");
    assertThat(ended.summary()).isEqualTo("markdown text\n");
    assertThat(ended.outputs()).contains("verdict=passed\n").containsPattern("report=.*\\.json\n");
  }

  @Test
  void theVerdictIsThatOfTheExitCode() throws IOException, InterruptedException {
    assertThat(run("code1", "", "").outputs()).contains("verdict=failed");
    assertThat(run("code3", "", "").outputs()).contains("verdict=error");
    Ended nothing = run("code4", "", "");
    assertThat(nothing.code()).isEqualTo(4);
    assertThat(nothing.outputs()).contains("verdict=nothing");
  }

  @Test
  void anInputIsNoScript() throws IOException, InterruptedException {
    Path target = folder.resolve("pwned");
    String attack = "$(touch '" + target + "'); `touch '" + target + "'`";
    run(attack + "\ncode0", attack, attack);
    assertThat(target).doesNotExist();
    // Nothing of an input stands in the script itself.
    assertThat(String.valueOf(step().get("run"))).doesNotContain("${{");
  }

  @Test
  void nothingAuditedIsNoPass() throws IOException, InterruptedException {
    Files.writeString(home.resolve("bin/none"), "");
    Ended ended = run("code0", "--no-tests=pass", "");
    assertThat(ended.code()).isZero();
    assertThat(ended.outputs()).contains("verdict=nothing");
  }

  /** The runner obeys lines that begin with "::", except from stop-commands to the token. */
  @Test
  void noCommandComesFromTheOutput() throws IOException, InterruptedException {
    Set<String> tokens = new HashSet<>();
    for (String code : List.of("code0", "code1")) {
      String out = run(code, "", "").out();
      List<String> obeyed = new ArrayList<>();
      String token = "";
      for (String line : out.lines().map(String::stripLeading).toList()) {
        if (!token.isEmpty()) {
          token = line.equals("::" + token + "::") ? "" : token;
        } else if (line.startsWith("::stop-commands::")) {
          token = line.substring("::stop-commands::".length());
          tokens.add(token);
        } else if (line.startsWith("::") || line.contains("##[")) {
          obeyed.add(line);
        }
      }
      assertThat(token).as("commands are obeyed again at the end of %s", out).isEmpty();
      assertThat(obeyed).isEmpty();
      assertThat(out).contains("::add-mask::").endsWith("github text\n");
    }
    assertThat(tokens).as("a token for each run").hasSize(2).allMatch(each -> each.length() == 32);
  }

  /** What the README advises is understood: its lines are those of the input. */
  @Test
  void thePolicyInTheReadmeIsOne() throws IOException {
    Matcher yaml =
        Pattern.compile("```yaml\n(- uses: actions/checkout.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(yaml.find()).isTrue();
    Load load = new Load(LoadSettings.builder().build());
    List<?> steps = (List<?>) load.loadFromString(yaml.group(1));
    Map<?, ?> audit =
        steps.stream()
            .map(step -> (Map<?, ?>) step)
            .filter(step -> "./gradaudit".equals(step.get("uses")))
            .findFirst()
            .orElseThrow();
    Map<?, ?> with = (Map<?, ?>) member(audit, "with");
    assertThat(part("inputs").keySet().containsAll(with.keySet())).isTrue();
    List<String> words = new ArrayList<>(List.of("run", "--dry-run"));
    member(with, "policy").toString().lines().forEach(words::add);
    for (String report : member(with, "reports").toString().lines().toList()) {
      words.addAll(List.of("--report", report));
    }
    words.add("--");
    member(with, "scenarios").toString().lines().forEach(words::add);
    Cli.Result result = Cli.shipped().with(words.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void everyOutputIsOneOfTheStep() throws IOException {
    assertThat(part("inputs").keySet().toString()).isEqualTo("[scenarios, policy, reports]");
    assertThat(part("outputs").toString())
        .contains("steps.audit.outputs.verdict", "steps.audit.outputs.report");
    assertThat(step().get("id")).isEqualTo("audit");
  }
}
