package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} names the sum in which a difference was seen to begin. */
final class FirstOriginTest {
  @TempDir private Path folder;

  private String findings(String orders) throws IOException {
    Path scenario =
        Files.writeString(
            folder.resolve("two.json"),
            """
            {"tensors": {"same": [0.1, 0.1, 0.1],
                         "rough": {"shape": [200], "init": {"wide": [-8, 8]}, "seed": 1},
                         "s": {"data": 1.5, "requires_grad": true}},
             "program": ["a = same.sum()", "b = rough.sum()", "loss = s * a * b"],
             "audit": {"runs": 20, "threads": [8], "seeds": [0], "orders": [%s]},
             "expect": {"repeat": "report"}}
            """
                .formatted(orders));
    Cli.Result result = Cli.shipped().with("run", scenario.toString());
    assertThat(result.err()).isEmpty();
    return result.out().replaceAll("\\s+", " ");
  }

  /** Three equal terms are not proved, and yet no order changes their sum. */
  @Test
  void itIsTheOneThatDiffersAndNotOneThatMight() throws IOException {
    assertThat(findings("\"sequential\", \"reversed\""))
        .contains("→ It starts in 'sum' (forward) in line 2, b = rough.sum(). Accumulate")
        .doesNotContain("in line 1");
  }

  @Test
  void aRaceHasOneToo() throws IOException {
    String out = findings("\"atomic\"");
    for (int attempt = 0; attempt < 20 && !out.contains("Equal runs"); attempt++) {
      out = findings("\"atomic\"");
    }
    assertThat(out)
        .contains("→ It starts in 'sum' (forward) in line 2, b = rough.sum(). With the order");
  }
}
