package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Float32 is float32, and where dtypes meet each gradient has the dtype of its tensor. */
final class DTypeTest {
  @Test
  void float32IsRoundedAfterEveryOperation() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float x = (float) random.nextDouble(1, 2);
      float y = (float) random.nextDouble(1, 2);
      TrainingStep step =
          Steps.of(
              "(x * y + x) / y - x",
              Map.of("x", Steps.scalar(DType.FLOAT32, x), "y", Steps.scalar(DType.FLOAT32, y)));
      float expected = (x * y + x) / y - x;
      assertThat(Runs.sequential(step).loss().doubleAt(0)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void operandsOfTwoDtypesMeetInFloat64() {
    Map<String, Tensor> tensors =
        Map.of(
            "x", Steps.vector(DType.FLOAT32, 0.1f, 3), "y", Steps.vector(DType.FLOAT64, 0.1, 1e-9));
    RunOutcome.Completed outcome = Runs.sequential(Steps.of("x * y", tensors));
    assertThat(outcome.loss().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Runs.elements(outcome.loss())).containsExactly((double) 0.1f * 0.1, 3 * 1e-9);
    Tensor gradient = Runs.gradient(outcome, "x");
    assertThat(gradient.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(Runs.elements(gradient)).containsExactly(0.1f, 1e-9f);
    assertThat(Runs.gradient(outcome, "y").dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Runs.elements(Runs.gradient(outcome, "y"))).containsExactly(0.1f, 3);
  }

  @Test
  void wholeNumbersAreConvertedAndHaveNoGradient() {
    Map<String, Tensor> tensors =
        Map.of("n", Steps.vector(DType.INT64, 1, 2), "x", Steps.vector(DType.FLOAT32, 3, 4));
    RunOutcome.Completed outcome = Runs.sequential(Steps.of("n.float() * x", tensors));
    assertThat(Runs.elements(outcome.loss())).containsExactly(3, 8);
    assertThat(outcome.gradients()).containsOnlyKeys("x");
    assertThat(Runs.elements(Runs.gradient(outcome, "x"))).containsExactly(1, 2);
  }

  @Test
  void numbersOfTheProgramAreRoundedToTheDtype() {
    TrainingStep step = Steps.of("x * 0.1", Map.of("x", Steps.scalar(DType.FLOAT32, 1)));
    assertThat(Runs.sequential(step).loss().doubleAt(0)).isEqualTo(0.1f);
  }

  /** As in PyTorch, where a number beside a 16-bit tensor takes part in float32. */
  @Test
  void numbersAreNotRoundedToSixteenBits() {
    Map<String, Tensor> tensors = Map.of("x", Steps.vector(DType.BFLOAT16, 9, 13));
    double first = DType.BFLOAT16.round(9 * 0.1f);
    double second = DType.BFLOAT16.round(13 * 0.1f);
    for (String program : List.of("x * 0.1", "0.1 * x", "x.mul(0.1)")) {
      RunOutcome.Completed outcome = Runs.sequential(Steps.of(program, tensors));
      assertThat(Runs.elements(outcome.loss())).as(program).containsExactly(first, second);
      assertThat(Runs.elements(Runs.gradient(outcome, "x")))
          .containsOnly(DType.BFLOAT16.round(0.1f));
    }
    assertThat(first).isNotEqualTo(DType.BFLOAT16.round(9 * DType.BFLOAT16.round(0.1)));
    // 257 is not a bfloat16: a mean of as many ones would be 256 / 256 or 256 / 257.
    Map<String, Tensor> many = Map.of("x", Tensors.filled(DType.BFLOAT16, Shape.of(257), 1));
    RunOutcome.Completed mean =
        Runs.run(Steps.of("x.mean()", many), Runs.configuration("sequential", 1, 0));
    assertThat(mean.loss().doubleAt(0)).isEqualTo(DType.BFLOAT16.round(256.0 / 257));
  }

  @Test
  void aSumInAnotherDtypeIsThatOfTheConvertedTensor() {
    Map<String, Tensor> tensors = Map.of("x", Tensors.filled(DType.BFLOAT16, Shape.of(1000), 1));
    RunOutcome.Completed outcome = Runs.sequential(Steps.of("x.sum(dtype=torch.float32)", tensors));
    assertThat(outcome.loss().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(outcome.loss().doubleAt(0)).isEqualTo(1000);
    assertThat(Runs.gradient(outcome, "x").dtype()).isEqualTo(DType.BFLOAT16);
  }

  @Test
  void truthValuesAreCounted() {
    Map<String, Tensor> tensors = Map.of("x", Steps.vector(DType.FLOAT32, 3, 4, 0, -1));
    RunOutcome.Completed mean =
        Runs.sequential(Steps.of("m = x > 0; (x * m).sum() / m.sum().clamp(min=1)", tensors));
    assertThat(mean.loss().doubleAt(0)).isEqualTo(3.5);
    assertThat(Runs.elements(Runs.gradient(mean, "x"))).containsExactly(0.5, 0.5, 0, 0);
    RunOutcome.Completed counts =
        Runs.sequential(Steps.of("x.sum() * 0 + (x != 0).reshape(2, 2).sum(1)", tensors));
    assertThat(Runs.elements(counts.loss())).containsExactly(2, 1);
    Map<String, Tensor> many = Map.of("x", Tensors.filled(DType.BFLOAT16, Shape.of(1001), 1));
    RunOutcome.Completed exact =
        Runs.sequential(Steps.of("x[0].double() * 0 + (x > 0).sum()", many));
    assertThat(exact.loss().doubleAt(0)).isEqualTo(1001);
  }

  @Test
  void aTensorThatTheLossIgnoresHasNoGradient() {
    Map<String, Tensor> tensors =
        Map.of("x", Steps.scalar(DType.FLOAT32, 1), "y", Steps.scalar(DType.FLOAT32, 2));
    RunOutcome.Completed outcome = Runs.sequential(Steps.of("x * 3", tensors));
    assertThat(outcome.gradients()).containsKey("y");
    assertThat(outcome.gradients().get("y")).isNull();
    assertThat(Runs.elements(Runs.gradient(outcome, "x"))).containsExactly(3);
  }
}
