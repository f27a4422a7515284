package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import dev.gradaudit.tensorfile.TensorFileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a scenario whose tensors are in files. */
final class FileTensorsTest {
  @TempDir private Path folder;
  private String scenario = "";

  @BeforeEach
  void writeScenario() throws IOException {
    CounterRandom random = CounterRandom.of(0, "x");
    Tensor x = Tensors.generated(DType.FLOAT32, Shape.of(64, 3), random::gaussian);
    try (OutputStream out = Files.newOutputStream(folder.resolve("x.npy"))) {
      TensorFileFormat.of("x.npy").orElseThrow().write(Map.of("x", x), out);
    }
    scenario = write("s.json", "x.npy");
  }

  private String write(String name, String file) throws IOException {
    Path path = folder.resolve(name);
    Files.writeString(
        path,
        """
        {
          "tensors": {
            "x": {"file": "%s"},
            "w": {"data": [[0.1], [0.2], [0.3]], "requires_grad": true}
          },
          "program": ["loss = (x @ w).tanh().sum()"],
          "audit": {"runs": 2, "seeds": [0], "threads": [1], "orders": ["sequential", "reversed"]}
        }
        """
            .replace("%s", file));
    return path.toString();
  }

  @Test
  void theyAreAuditedLikeAnyOther() {
    Cli.Result run = Cli.shipped().with("run", scenario);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("DIFFERS");
    assertThat(Cli.shipped().with("check", scenario).exitCode()).isZero();
    assertThat(Cli.shipped().with("explain", scenario).exitCode()).isZero();
  }

  /** What is left has its numbers in it, and needs the file no more. */
  @Test
  void shrinkWritesTheNumbersThatAreLeft() throws IOException {
    String shrunk = folder.resolve("elsewhere.json").toString();
    Cli.Result result = Cli.shipped().with("shrink", scenario, "-o", shrunk);
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.readString(Path.of(shrunk))).doesNotContain("\"file\"");
    Files.delete(folder.resolve("x.npy"));
    assertThat(Cli.shipped().with("run", shrunk).exitCode()).isEqualTo(1);
  }

  @Test
  void anotherFileOfTensorsIsAnotherScenario() throws IOException {
    String report = folder.resolve("report.json").toString();
    Cli.shipped().with("run", scenario, "--report", "json=" + report);
    assertThat(Cli.shipped().with("replay", report, "--run", "1.1").exitCode()).isZero();
    byte[] bytes = Files.readAllBytes(folder.resolve("x.npy"));
    bytes[bytes.length - 1] ^= 1;
    Files.write(folder.resolve("x.npy"), bytes);
    Cli.Result replay = Cli.shipped().with("replay", report, "--run", "1.1");
    assertThat(replay.exitCode()).isNotZero();
    assertThat(replay.err()).contains("s.json");
  }

  @Test
  void aFileOutsideNeedsAnOption() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    String outside = write("inner/s.json", "../x.npy");
    assertThat(inner).isDirectory();
    Cli.Result refused = Cli.shipped().with("run", outside);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("s.json:3:19: error: '../x.npy' is outside of the scenario's folder")
        .contains("allow it with --allow-outside-files");
    for (String command : new String[] {"run", "grad", "check", "explain", "cure"}) {
      Cli.Result allowed = Cli.shipped().with(command, outside, "--allow-outside-files");
      assertThat(allowed.exitCode()).as(command + allowed.err()).isZero();
    }
  }
}
