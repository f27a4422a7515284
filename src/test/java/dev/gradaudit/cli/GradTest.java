package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradTest {
  @TempDir private Path folder;

  @Test
  void jsonHasExactlyTheDocumentedForm() throws IOException {
    Cli.Result result =
        Cli.run(
            "grad",
            scenario("missing"),
            "--seed",
            "-7",
            "--threads",
            "2",
            "--order",
            "shuffled/pairwise",
            "--format",
            "json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    // The hash is Python's hashlib.sha256(struct.pack('<2f', 1.5, 1.5)).hexdigest().
    assertThat(result.out())
        .isEqualTo(
            """
            {
              "scenario": "a",
              "configuration": {
                "seed": -7,
                "threads": 2,
                "order": "shuffled/pairwise"
              },
              "loss": {
                "value": 1.5,
                "bits": "3fc00000"
              },
              "gradients": {
                "x": {
                  "dtype": "float32",
                  "shape": [2],
                  "data": [1.5, 1.5],
                  "bits": ["3fc00000", "3fc00000"],
                  "sha256": "11a95feb52f2f0fbc0cbf5f6223e10f9c1f85e02943c09bbac94e605a83f6fb0"
                },
                "unused": null
              }
            }
            """);
  }

  /** Python: struct.pack('<e', 0.1).hex() is 662e, and the hash is that of 662e0040. */
  @Test
  void sixteenBitGradientsHaveFourDigitsAndReadBack() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("half.json"),
            """
            {
              "dtype": "float16",
              "tensors": {
                "x": {"data": [3, 0.333], "requires_grad": true},
                "y": [0.1, 2],
                "w": {"data": [0.1, -7], "dtype": "bfloat16", "requires_grad": true}
              },
              "program": ["loss = (x * y).float().sum() + (w.float() * 3).sum()"]
            }
            """);
    Cli.Result result = Cli.shipped().with("grad", file.toString(), "--format", "json");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains(
            """
                "x": {
                  "dtype": "float16",
                  "shape": [2],
                  "data": [0.1, 2.0],
                  "bits": ["2e66", "4000"],
                  "sha256": "%s"
                },
            """
                .formatted("3e3280e98ee63ed21d513eb16de1bd4848e0eb47345f03e54623ffd19ba05bc9"))
        .contains("\"dtype\": \"bfloat16\"", "\"data\": [3.0, 3.0]", "[\"4040\", \"4040\"]");
    assertThat(Cli.shipped().with("grad", file.toString()).out())
        .contains("grad of x  float16 [2]", "[0]  0.1  2e66");
  }

  @Test
  void nonFiniteNumbersAreStrings() throws IOException {
    assertThat(Cli.run("grad", scenario("nan"), "--format", "json").out())
        .contains("\"value\": \"nan\"", "\"data\": [\"nan\", \"nan\"]", "\"7fc00000\"");
  }

  @Test
  void theTableShowsValuesAndBits() throws IOException {
    String out = Cli.run("grad", scenario("missing")).out();
    assertThat(out)
        .contains("a  seed 0, 1 thread, sequential")
        .contains("grad of x  float32 [2]")
        .contains("[1]  1.5  3fc00000")
        .contains("grad of unused  none: the loss does not depend on it");
  }

  @Test
  void theOutputFileTakesThePlaceOfStandardOutput() throws IOException {
    Path file = folder.resolve("out.JSON");
    Cli.Result result = Cli.run("grad", scenario("same"), "-o", file.toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(file).hasContent(Cli.run("grad", scenario("same"), "--format", "json").out());
  }

  @Test
  void theFirstAnomalyIsNamedOnStandardError() throws IOException {
    assertThat(Cli.run("grad", scenario("nan"), "--detect-anomaly").err())
        .isEqualTo("gradaudit: log made the first nan, forward, in line 1: x = log(y)\n");
    assertThat(Cli.run("grad", scenario("same"), "--detect-anomaly").err())
        .isEqualTo("gradaudit: no operation made a NaN or an infinity\n");
  }

  @Test
  void anEngineThatFailsIsExitCodeThree() throws IOException {
    Cli.Result result = Cli.run("grad", scenario("fails"));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.err()).contains("the engine failed: the library is not there");
    assertThat(Cli.run("grad", scenario("breaks")).exitCode()).isEqualTo(3);
    assertThat(Cli.run("grad", scenario("bad")).exitCode()).isEqualTo(2);
  }

  private String scenario(String behaviour) throws IOException {
    return Files.writeString(folder.resolve("a.json"), behaviour).toString();
  }
}
