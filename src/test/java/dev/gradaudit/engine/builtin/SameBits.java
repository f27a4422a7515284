package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.ProcessEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.pytorch.Libtorch;
import dev.gradaudit.engine.pytorch.PyTorchEngine;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** The built-in engine under a profile against the real PyTorch. */
final class SameBits {
  private SameBits() {}

  /** PyTorch, operator by operator. */
  static PyTorchEngine engine(Map<String, String> environment) {
    return new PyTorchEngine(
        PyTorchEngine.Mode.EAGER,
        new Libtorch(environment, notice -> {}),
        ProcessEngine.Settings.DEFAULT);
  }

  /**
   * Runs a step on both.
   *
   * @param line as {@link Steps} reads it
   */
  static void check(PyTorchEngine pytorch, String profile, String line, DType dtype, int threads) {
    TrainingStep step = Steps.of(line, dtype, Data.WIDE, new SplittableRandom(line.hashCode()));
    Configuration theirs = new Configuration(0, threads, LibraryOrder.INSTANCE);
    RunOutcome outcome = pytorch.run(step, theirs, 0, RunOptions.DEFAULT);
    assertThat(outcome).as(line).isInstanceOf(RunOutcome.Completed.class);
    RunOutcome.Completed torch = (RunOutcome.Completed) outcome;
    RunOutcome.Completed ours = Runs.run(step, Runs.configuration(profile, threads, 0));
    String what = line + ", " + dtype + ", " + threads + " threads: ";
    assertThat(Tensors.sameBits(ours.loss(), torch.loss())).as(what + "loss").isTrue();
    assertThat(ours.gradients()).as(what).isNotEmpty();
    for (Map.Entry<String, Tensor> gradient : ours.gradients().entrySet()) {
      Tensor other = Objects.requireNonNull(torch.gradients().get(gradient.getKey()));
      assertThat(Tensors.sameBits(gradient.getValue(), other))
          .as(what + gradient.getKey())
          .isTrue();
    }
  }
}
