package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code reveal} says of what it found. */
final class RevealTest {
  private static Cli.Result reveal(String... options) {
    String[] words = new String[options.length + 1];
    words[0] = "reveal";
    System.arraycopy(options, 0, words, 1, options.length);
    return Cli.shipped().with(words);
  }

  @Test
  void whereAProfileClaimsNothingItIsSaid() {
    Cli.Result covered = reveal("--order", "numpy", "-n", "20");
    assertThat(covered.exitCode()).as(covered.err()).isZero();
    assertThat(covered.out()).doesNotContain("does not claim");
    Cli.Result narrow = reveal("--order", "numpy", "-n", "20", "--dtype", "float16");
    assertThat(narrow.exitCode()).isZero();
    assertThat(narrow.out().replaceAll("\\s+", " "))
        .contains("numpy does not claim to sum this as its library does: a sum of 16-bit numbers");
    JsonNode judgement =
        JsonMapper.shared()
            .readTree(
                reveal(
                        "--order",
                        "pairwise",
                        "-n",
                        "8",
                        "--dtype",
                        "float16",
                        "--against",
                        "torch-cpu",
                        "--format",
                        "json")
                    .out())
            .path("judgement");
    assertThat(judgement.path("not_covered").asString()).isEqualTo("a sum of 16-bit numbers");
    assertThat(judgement.path("holds").asBoolean()).isFalse();
  }
}
