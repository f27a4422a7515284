package dev.gradaudit.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.ProcessEngine.Settings;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.engine.pytorch.PyTorchEngine.Mode;
import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.ScenarioReader;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A module that was saved elsewhere gives the gradients of the same program written out. */
@Tag("libtorch")
final class SavedModuleTest {
  private static final Libtorch LIBTORCH = new Libtorch(System.getenv(), notice -> {});
  private static final int HIDDEN = 33;

  @TempDir Path folder;

  private FloatTensor weight = values(0, Shape.of(HIDDEN, 70));
  private FloatTensor bias = values(1, Shape.of(HIDDEN));

  private static FloatTensor values(int stream, Shape shape) {
    CounterRandom random = CounterRandom.of(stream, "parameter");
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.bits(i) >> 40) / (1 << 22);
    }
    return new FloatTensor(DType.FLOAT32, shape, values);
  }

  @BeforeEach
  void save() throws IOException {
    new SavedModule(
            """
            x: Tensor) -> Tensor:
                return torch.relu(torch.linear(x, self.weight, self.bias))
            """,
            true)
        .with("weight", weight)
        .with("bias", bias)
        .write(folder.resolve("model.pt"));
  }

  private RunOutcome run(PyTorchEngine engine, String text, int repeat) throws IOException {
    Path file = Files.writeString(folder.resolve("s.json"), text);
    Reading reading = new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read(file);
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    return engine.run(
        ((Reading.Accepted) reading).scenario().steps().step(0),
        new Configuration(0, 2, LibraryOrder.INSTANCE),
        repeat,
        RunOptions.DEFAULT);
  }

  private static Map<String, @Nullable Tensor> gradients(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Completed.class);
    return ((RunOutcome.Completed) outcome).gradients();
  }

  private static String tensors(String more) {
    return "{\"tensors\": {\"x\": {\"shape\": [50, 70], \"init\": {\"normal\": [0, 1]},"
        + " \"requires_grad\": true}, \"t\": {\"shape\": [50, 33], \"init\": \"zeros\"}"
        + more
        + "}, \"program\": ";
  }

  private static final String CALL =
      "\"y = module(x)\\nloss = F.mse_loss(y, t)\", \"module\": {\"file\": \"model.pt\","
          + " \"returns\": [50, 33]}}";

  private String writtenOut() {
    return tensors(
            ", \"weight\": {\"data\": "
                + Arrays.toString(weight.values())
                + ", \"shape\": [33, 70], \"requires_grad\": true}, \"bias\": {\"data\": "
                + Arrays.toString(bias.values())
                + ", \"requires_grad\": true}")
        + "\"y = F.linear(x, weight, bias).relu()\\nloss = F.mse_loss(y, t)\"}";
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void givesTheGradientsOfTheSameProgram(Mode mode) throws IOException {
    try (PyTorchEngine engine = new PyTorchEngine(mode, LIBTORCH, Settings.DEFAULT)) {
      Map<String, @Nullable Tensor> expected = gradients(run(engine, writtenOut(), 0));
      for (int repeat = 0; repeat < 4; repeat++) {
        Map<String, @Nullable Tensor> actual = gradients(run(engine, tensors("") + CALL, repeat));
        assertThat(actual.keySet()).containsExactly("x", "weight", "bias");
        expected.forEach(
            (name, gradient) ->
                assertThat(
                        Tensors.sameBits(
                            Objects.requireNonNull(actual.get(name)),
                            Objects.requireNonNull(gradient)))
                    .as(name)
                    .isTrue());
      }
    }
  }

  @Test
  void wrongShapesAndFilesAreNamed() throws IOException {
    try (PyTorchEngine engine = new PyTorchEngine(Mode.EAGER, LIBTORCH, Settings.DEFAULT)) {
      String wrong = tensors("") + CALL.replace("[50, 33]", "[33, 50]").replace("y, t", "y, t.T");
      assertThat(((RunOutcome.Failed) run(engine, wrong, 0)).message())
          .contains("the module returned float32 [50, 33]; the scenario says float32 [33, 50]");
      Files.writeString(folder.resolve("model.pt"), "no archive");
      assertThat(((RunOutcome.Failed) run(engine, tensors("") + CALL, 0)).message())
          .contains("PyTorch cannot load");
      // What failed takes nothing with it.
      save();
      assertThat(gradients(run(engine, tensors("") + CALL, 0))).hasSize(3);
    }
  }
}
