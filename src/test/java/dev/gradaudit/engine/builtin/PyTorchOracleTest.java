package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.ProcessEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.pytorch.Libtorch;
import dev.gradaudit.engine.pytorch.PyTorchEngine;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against the real PyTorch. */
@Tag("libtorch")
final class PyTorchOracleTest {
  /** Of the largest element of a tensor: so many units of roundoff may a result be off. */
  private static final double UNITS = 8;

  /** PyTorch computes its gradient with a sixth that is rounded to float32, in float64 too. */
  private static final String SIXTH = "hardsigmoid";

  /** Weights of losses and running statistics have gradients here and none in PyTorch. */
  private static final String NO_GRADIENT_THERE =
      ".*(nll_loss|cross_entropy|binary_cross|batch_norm|instance_norm).*";

  private static final PyTorchEngine PYTORCH =
      new PyTorchEngine(
          PyTorchEngine.Mode.EAGER,
          new Libtorch(System.getenv(), notice -> {}),
          ProcessEngine.Settings.DEFAULT);

  @AfterAll
  static void close() {
    PYTORCH.close();
  }

  static List<String> cases() {
    return OpOracleTest.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithPyTorchInFloat64(String line) {
    check(line, DType.FLOAT64);
  }

  private static void check(String line, DType dtype) {
    TrainingStep step = Steps.of(line, dtype, new SplittableRandom(line.hashCode()));
    if (step.program().nodes().stream().anyMatch(PyTorchOracleTest::isRandom)) {
      return;
    }
    RunOutcome outcome =
        PYTORCH.run(step, Runs.configuration("sequential", 1, 0), 0, RunOptions.DEFAULT);
    if (outcome instanceof RunOutcome.Failed refused && line.matches(NO_GRADIENT_THERE)) {
      assertThat(refused.message()).contains("is not differentiable with respect to argument");
      return;
    }
    assertThat(outcome).isInstanceOf(RunOutcome.Completed.class);
    RunOutcome.Completed theirs = (RunOutcome.Completed) outcome;
    RunOutcome.Completed ours = Runs.sequential(step);
    double roundoff = coarsest(step);
    compare("loss", ours.loss(), theirs.loss(), roundoff);
    for (Map.Entry<String, Tensor> gradient : ours.gradients().entrySet()) {
      Tensor other = theirs.gradients().get(gradient.getKey());
      Tensor own = gradient.getValue();
      if (own != null && other == null) {
        // No gradient and one of zeros say the same.
        other = Tensors.filled(own.dtype(), own.shape(), 0);
      }
      if (own == null || other == null) {
        assertThat(other).as("gradient of %s", gradient.getKey()).isNull();
      } else {
        compare(gradient.getKey(), own, other, roundoff);
      }
    }
  }

  private static boolean isRandom(Node node) {
    return node instanceof Node.Apply apply && apply.op().isRandom(apply.arguments());
  }

  /** The unit roundoff of the narrowest dtype in a program. */
  private static double coarsest(TrainingStep step) {
    boolean singlePrecisionThere =
        step.program().nodes().stream()
            .anyMatch(node -> node instanceof Node.Apply apply && apply.label().contains(SIXTH));
    return singlePrecisionThere
        ? DType.FLOAT32.unitRoundoff()
        : step.program().nodes().stream()
            .map(node -> node.type().dtype())
            .filter(DType::isFloating)
            .mapToDouble(DType::unitRoundoff)
            .max()
            .orElseThrow();
  }

  private static void compare(String what, Tensor ours, Tensor theirs, double roundoff) {
    assertThat(theirs.dtype()).as(what).isEqualTo(ours.dtype());
    assertThat(theirs.shape()).as(what).isEqualTo(ours.shape());
    double scale = 0;
    for (int i = 0; i < ours.size(); i++) {
      scale = Math.max(scale, Math.abs(ours.doubleAt(i)));
    }
    for (int i = 0; i < ours.size(); i++) {
      double a = ours.doubleAt(i);
      double b = theirs.doubleAt(i);
      boolean same = a == b || Double.isNaN(a) && Double.isNaN(b);
      double units = same ? 0 : Math.abs(a - b) / scale / roundoff;
      assertThat(units).as("%s[%s]: %s here, %s in PyTorch", what, i, a, b).isLessThan(UNITS);
    }
  }
}
