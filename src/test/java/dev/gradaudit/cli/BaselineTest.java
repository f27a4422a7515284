package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was, against what is. */
final class BaselineTest {
  @TempDir Path folder;

  private Path scenario;
  private Path file;

  @BeforeEach
  void copyScenario() throws IOException {
    scenario = folder.resolve("absorption.json");
    Files.copy(Path.of("scenarios/absorption.json"), scenario);
    file = folder.resolve("baseline.txt");
  }

  private Cli.Result write(String... more) {
    return ran("baseline", "write", scenario.toString(), "-o", file.toString(), more);
  }

  private Cli.Result check(String... more) {
    return ran("run", scenario.toString(), "--baseline", file.toString(), null, more);
  }

  private static Cli.Result ran(
      String a, String b, String c, String d, @Nullable String e, String... more) {
    List<String> words = new ArrayList<>(List.of(a, b, c, d));
    if (e != null) {
      words.add(e);
    }
    words.addAll(List.of(more));
    return Cli.shipped().with(words.toArray(new String[0]));
  }

  private void edit(String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replaceFirst(Pattern.quote(from), to));
  }

  @Test
  void whatIsKnownPassesAndTheSameResultsGiveTheSameBytes() throws IOException {
    assertThat(write("--strict").exitCode()).isZero();
    String first = Files.readString(file);
    assertThat(write("--strict").exitCode()).isZero();
    assertThat(Files.readString(file)).isEqualTo(first);
    Cli.Result known = check("--strict");
    assertThat(known.exitCode()).isZero();
    assertThat(known.out()).contains("Known to the baseline: along order, DIFFERS by 8 ULPs");
    assertThat(known.out()).doesNotContain("error");
    // Without it the same is a failure.
    Cli.Result bare = Cli.shipped().with("run", scenario.toString(), "--strict");
    assertThat(bare.exitCode()).isEqualTo(1);
  }

  @Test
  void aDifferenceThatIsNewOrLargerFails() throws IOException {
    write();
    edit(
        "\"order\": {\"verdict\":\"DIFFERS\",\"holds\":true,\"max_ulp\":\"8\"}",
        "\"order\": {\"verdict\":\"IDENTICAL\",\"holds\":true,\"max_ulp\":\"0\"}");
    Cli.Result result = check();
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains("along order, IDENTICAL before, now DIFFERS by 8 ULPs");
    assertThat(check("--exit-zero").exitCode()).isZero();
  }

  @Test
  void whatIsFixedIsSaid() throws IOException {
    write();
    edit("\"repeat\": {\"verdict\":\"IDENTICAL\"", "\"repeat\": {\"verdict\":\"DIFFERS\"");
    Cli.Result result = check("-v");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("Fixed since the baseline: along repeat");
  }

  @Test
  void otherBitsAreAFailureInUlpsAndAlongTheHost() throws IOException {
    write("--gradients");
    String text = Files.readString(file);
    String line = "\"seed 0, threads 1, order sequential\": {\"scale\":\"";
    int at = text.indexOf(line) + line.length();
    char other = text.charAt(at) == '0' ? '1' : '0';
    text = text.substring(0, at) + other + text.substring(at + 1);
    // 16777216 becomes its neighbour.
    text = text.replace("\"data\":\"AACASw==\"", "\"data\":\"AQCASw==\"");
    Files.writeString(file, text);
    Cli.Result here = check("--format", "json");
    assertThat(here.exitCode()).isEqualTo(1);
    JsonNode changed = finding(here.out(), "baseline-changed");
    assertThat(changed.path("message").asString())
        .contains("scale has other bits in 1 of 18 configurations")
        .contains("by up to 1 ULP in the first configuration");
    assertThat(changed.path("axis").isNull()).isTrue();
    Files.writeString(file, text.replaceFirst("\"machine\": \"", "\"machine\": \"PDP-11, "));
    JsonNode there = finding(check("--format", "json").out(), "baseline-changed");
    assertThat(there.path("axis").asString()).isEqualTo("host");
    assertThat(there.path("message").asString()).contains("then on PDP-11");
  }

  private static JsonNode finding(String json, String code) {
    for (JsonNode finding : JsonMapper.shared().readTree(json).at("/scenarios/0/findings")) {
      if (finding.path("code").asString().equals(code)) {
        return finding;
      }
    }
    throw new AssertionError("no finding " + code);
  }

  @Test
  void changedFilesVersionsAndScenariosAreNamed() throws IOException {
    write();
    edit("\"tool_version\": \"", "\"tool_version\": \"0.0.1-");
    assertThat(check("-v").out()).contains("The baseline was written by gradaudit 0.0.1-");
    Files.writeString(scenario, Files.readString(scenario) + "\n");
    Cli.Result changed = check();
    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.out()).contains("the scenario's files have changed");
    Cli.Result other =
        Cli.shipped().with("run", "scenarios/linear.json", "--baseline", file.toString());
    assertThat(other.exitCode()).isZero();
    assertThat(other.out()).contains("The baseline does not have this scenario");
    Files.delete(scenario);
    assertThat(
            Cli.shipped().with("run", "scenarios/linear.json", "--baseline", file.toString()).err())
        .contains("the baseline has the scenario 'absorption', whose file is gone");
  }

  @Test
  void ciDoesNotReplaceABaseline() throws IOException {
    write();
    Cli ci = Cli.shipped().environment(Map.of("CI", "true"));
    Cli.Result refused = ci.with("baseline", "write", scenario.toString(), "-o", file.toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--force");
    Cli again = Cli.shipped().environment(Map.of("CI", "true"));
    assertThat(
            again
                .with("baseline", "write", scenario.toString(), "-o", file.toString(), "--force")
                .exitCode())
        .isZero();
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    Files.writeString(file, "{\"schema\": \"gradaudit.baseline/1\", \"scenarios\": [");
    assertThat(check().err()).contains("is damaged");
    Files.writeString(file, "{}");
    assertThat(check().err()).contains("is no baseline");
    Files.writeString(file, "{\"schema\": \"gradaudit.baseline/7\"}");
    assertThat(check().err()).contains("write it anew");
    Files.delete(file);
    Cli.Result missing = check();
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("cannot read");
    assertThat(Cli.shipped().with("baseline", "erase", "-o", "x").err()).contains("there is write");
    assertThat(write("--no-such-option").err()).contains("--no-such-option");
  }

  @Test
  void reportsAreCompared() {
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    Cli.shipped().with("run", scenario.toString(), "--report", "json=" + first);
    Cli.shipped().with("run", scenario.toString(), "--strict", "--report", "json=" + second);
    Cli.Result same = Cli.shipped().with("compare", first.toString(), first.toString());
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).contains("order: DIFFERS by 8 ULPs, as before", "nothing for the worse");
    Cli.Result worse = Cli.shipped().with("compare", first.toString(), second.toString());
    assertThat(worse.exitCode()).isEqualTo(1);
    assertThat(worse.out()).contains("2 changes for the worse");
    Cli.Result json =
        Cli.shipped().with("compare", first.toString(), second.toString(), "--format", "json");
    assertThat(JsonMapper.shared().readTree(json.out()).path("regression").asBoolean()).isTrue();
    assertThat(Cli.shipped().with("compare", second.toString(), first.toString()).exitCode())
        .isZero();
    Cli.Result mixed = Cli.shipped().with("compare", first.toString(), scenario.toString());
    assertThat(mixed.exitCode()).isEqualTo(2);
    assertThat(mixed.err()).contains("holds no gradients");
  }

  @Test
  void comparingNothingIsNoPass() throws IOException {
    write("--threads", "1", "--orders", "sequential,pairwise");
    Cli.Result elsewhere = check("--threads", "8", "--orders", "neumaier,kahan");
    assertThat(elsewhere.exitCode()).isEqualTo(1);
    assertThat(elsewhere.out().replaceAll("\\s+", " "))
        .contains("no configuration in common, so that no result was compared");
    assertThat(check("--threads", "1,8", "--orders", "neumaier,pairwise").exitCode()).isZero();
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    Cli.shipped().with("run", scenario.toString(), "--report", "json=" + first);
    Cli.shipped().with("run", "scenarios/linear.json", "--report", "json=" + second);
    Cli.Result other = Cli.shipped().with("compare", first.toString(), second.toString());
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out()).contains("no scenario in common");
  }

  @Test
  void whatIsInconclusiveStaysAFailureThoughTheBaselineHasItToo() throws IOException {
    Files.writeString(
        scenario,
        """
        {"name": "zero", "tensors": {"x": {"data": [1, 2, 3], "requires_grad": true}},
         "program": ["loss = (x * 0).sum()"], "loss": "loss"}
        """);
    Cli.Result bare = Cli.shipped().with("run", scenario.toString());
    assertThat(bare.exitCode()).as(bare.out()).isEqualTo(1);
    assertThat(bare.out()).contains("INCONCLUSIVE");
    write();
    assertThat(check().exitCode()).isEqualTo(1);
  }
}
