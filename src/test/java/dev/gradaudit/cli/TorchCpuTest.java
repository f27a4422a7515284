package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.pytorch.IntelKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user sees who asks whether the built-in engine has the bits of PyTorch. */
@Tag("libtorch")
final class TorchCpuTest {
  @TempDir Path folder;

  @Test
  void aLayerOfRealSizeAndAPerceptronHaveTheBitsOfPyTorch()
      throws IOException, InterruptedException {
    Path perceptron = folder.resolve("perceptron.json");
    Files.writeString(
        perceptron,
        """
        {"name": "perceptron",
         "tensors": {
           "x": {"shape": [200, 100], "init": {"normal": [0, 1]}},
           "y": {"shape": [200, 10], "init": {"normal": [0, 1]}},
           "w1": {"shape": [300, 100], "init": {"kaiming_uniform": 100}, "requires_grad": true},
           "b1": {"shape": [300], "init": {"kaiming_uniform": 100}, "requires_grad": true},
           "w2": {"shape": [10, 300], "init": {"kaiming_uniform": 300}, "requires_grad": true},
           "b2": {"shape": [10], "init": {"kaiming_uniform": 300}, "requires_grad": true}},
         "program": ["h = F.relu(F.linear(x, w1, b1))", "out = F.linear(h, w2, b2)",
                     "loss = F.mse_loss(out, y)"],
         "loss": "loss"}
        """);
    Map<String, String> environment = IntelKernels.environment(folder);
    assertSameBits(environment, perceptron, "torch-cpu", "1", 1);
    environment.put("MKL_CBWR", "AVX512,STRICT");
    assertSameBits(environment, perceptron, "torch-cpu-strict", "1,2,3,4,8", 5);
  }

  private static void assertSameBits(
      Map<String, String> environment, Path perceptron, String order, String threads, int count) {
    Cli cli = Cli.shipped().environment(environment);
    Cli.Result result =
        cli.with(
            "run",
            "scenarios/linear_large.json",
            perceptron.toString(),
            "--engine",
            "builtin,pytorch",
            "--orders",
            order,
            "--threads",
            threads,
            "--seeds",
            "0",
            "--format",
            "json");
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode scenarios = JsonMapper.shared().readTree(result.out()).path("scenarios");
    assertThat(scenarios.size()).isEqualTo(2);
    for (JsonNode scenario : scenarios) {
      JsonNode compared = scenario.at("/engines/0/orders/0");
      String name = scenario.path("name").asString();
      assertThat(compared.path("pairs").asInt())
          .as(name)
          .isEqualTo(count * (name.equals("perceptron") ? 4 : 2));
      assertThat(compared.path("identical")).as(name).isEqualTo(compared.path("pairs"));
      assertThat(compared.path("differing").asInt()).as(name).isZero();
    }
  }
}
