package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An audit that is dealt out is the audit that is not. */
final class ShardTest {
  private static final List<String> AUDIT =
      List.of(
          "scenarios/linear.json",
          "scenarios/absorption.json",
          "scenarios/dropout.json",
          "--runs",
          "2",
          "--accuracy",
          "--statistics",
          "--control",
          "--include-gradients",
          "--strict",
          "--exit-zero");

  @TempDir Path folder;

  private static Cli.Result run(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(arguments);
    all.addAll(List.of(more));
    return Cli.shipped().with(all.toArray(new String[0]));
  }

  private Cli.Result shard(List<String> arguments, int index, int count, String host) {
    return run(
        arguments,
        "--shard",
        index + "/" + count,
        "-o",
        file(host + index).toString(),
        "--host",
        host);
  }

  private Path file(String name) {
    return folder.resolve(name + ".shard");
  }

  private Cli.Result merge(String... more) {
    List<String> all = new ArrayList<>(List.of("merge", folder.toString()));
    all.addAll(List.of(more));
    return Cli.shipped().with(all.toArray(new String[0]));
  }

  /** A JSON report without what differs between machines and from run to run. */
  private static String facts(String json) {
    JsonNode root = JsonMapper.shared().readTree(json);
    ((ObjectNode) root).remove(List.of("environment", "timing"));
    return root.toPrettyString();
  }

  private static void assertRan(Cli.Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void eightShardsMergedAreTheWholeAudit() throws IOException {
    for (int index = 1; index <= 8; index++) {
      assertRan(shard(AUDIT, index, 8, "h" + index % 3));
    }
    Path csv = folder.resolve("merged.csv");
    Cli.Result merged = merge("--format", "json", "--report", "csv=" + csv, "--exit-zero");
    Path wholeCsv = folder.resolve("whole.csv");
    Cli.Result whole = run(AUDIT, "--format", "json", "--report", "csv=" + wholeCsv);
    assertRan(merged);
    assertThat(facts(merged.out())).isEqualTo(facts(whole.out()));
    assertThat(csv).hasSameBinaryContentAs(wholeCsv);
    JsonNode hosts = JsonMapper.shared().readTree(merged.out()).path("environment").path("hosts");
    assertThat(hosts).hasSize(3);
  }

  @Test
  void racesAreKeptAndCanBeMadeAgain() throws IOException {
    List<String> race = List.of("scenarios/race.json", "--runs", "3");
    shard(race, 1, 2, "a");
    shard(race, 2, 2, "a");
    Path report = folder.resolve("report.json");
    merge("--report", "json=" + report, "--exit-zero");
    JsonNode races =
        JsonMapper.shared().readTree(Files.readString(report)).at("/scenarios/0/races");
    assertThat(races.size()).isPositive();
    String run = races.get(0).path("run").asString();
    Cli.Result again = Cli.shipped().with("replay", report.toString(), "--run", run);
    assertThat(again.exitCode()).as(again.err()).isZero();
  }

  @Test
  void hostsAreCompared() throws IOException {
    List<String> small = List.of("scenarios/linear.json", "--runs", "1");
    assertRan(shard(small, 1, 1, "left"));
    assertRan(shard(small, 1, 1, "right"));
    Cli.Result same = merge("--expect", "host=bitwise");
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).contains("host     IDENTICAL  bitwise");
    // The sign of the first element of a result, turned on the other machine.
    Path right = file("right1");
    String text = Files.readString(right);
    int data = text.indexOf("\"data\":\"", text.indexOf("\"gradients\"")) + 8;
    assertThat(text.charAt(data + 4)).isNotEqualTo('/');
    Files.writeString(right, text.substring(0, data + 4) + "/" + text.substring(data + 5));
    Cli.Result different = merge("--expect", "host=bitwise");
    assertThat(different.exitCode()).isEqualTo(1);
    assertThat(different.out())
        .contains("host     DIFFERS")
        .contains("The machines give different gradients");
    assertThat(merge().exitCode()).isZero();
  }

  @Test
  void shardsThatDoNotBelongTogetherAreNamed() throws IOException {
    List<String> small = List.of("scenarios/linear.json", "--runs", "1");
    shard(small, 1, 3, "a");
    assertThat(merge().err()).contains("the shards 2/3, 3/3 are missing");
    shard(small, 2, 3, "a");
    shard(small, 3, 3, "a");
    assertRan(merge());
    Files.copy(file("a2"), file("copy"));
    assertThat(merge().err()).contains("are both shard 2/3 of the host a").contains("copy.shard");
    Files.delete(file("copy"));
    shard(List.of("scenarios/linear.json", "--runs", "2"), 2, 3, "a");
    Cli.Result mixed = merge();
    assertThat(mixed.exitCode()).isEqualTo(2);
    assertThat(mixed.err())
        .contains("are of different audits")
        .contains("--runs=1")
        .contains("--runs=2");
    shard(List.of("scenarios/linear.json", "--runs", "1"), 2, 4, "a");
    assertThat(merge().err()).contains("3 shards and of 4");
  }

  @Test
  void changedScenariosAndDamagedShardsAreRefused() throws IOException {
    Path scenario = folder.resolve("own.json");
    Files.copy(Path.of("scenarios/linear.json"), scenario);
    shard(List.of(scenario.toString(), "--runs", "1"), 1, 1, "a");
    assertRan(merge());
    Files.writeString(scenario, Files.readString(scenario) + "\n");
    assertThat(merge().err()).contains("is not the file that the shards were run with");
    Path file = file("a1");
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() - 30));
    assertThat(merge().err()).containsAnyOf("is damaged", "is not complete");
    Files.writeString(file, whole.replace("\"has\":0", "\"has\":7"));
    assertThat(merge().err()).contains("is damaged");
    Files.writeString(file, whole.replace("gradaudit.shard/1", "gradaudit.shard/9"));
    assertThat(merge().err()).contains("another version");
    Cli.Result none = Cli.shipped().with("merge", folder.resolve("own.json").toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("is no shard");
  }

  @Test
  void aShardThatWasStoppedIsIncomplete() {
    Cli.Result stopped =
        Cli.shipped()
            .interruptedAfter(5, 130)
            .with("run", "scenarios/linear.json", "--shard", "1/1", "-o", file("a").toString());
    assertThat(stopped.exitCode()).isEqualTo(130);
    assertThat(merge().err()).contains("is not complete").contains("run it again");
  }

  @Test
  void usage() {
    List<String> one = List.of("scenarios/linear.json");
    assertThat(run(one, "--shard", "3/2", "-o", "x").err()).contains("'3/2' is no part");
    assertThat(run(one, "--shard", "1/2").err()).contains("-o FILE");
    assertThat(run(one, "-o", "x").err()).contains("goes with --shard");
    assertThat(run(one, "--shard", "1/2", "-o", "x", "--format", "json").err())
        .contains("--shard makes no report");
    assertThat(Cli.shipped().with("merge", folder.toString()).exitCode()).isEqualTo(4);
    assertThat(merge("--expect", "order=bitwise").err()).contains("here is host");
  }
}
