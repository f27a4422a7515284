package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PyTorch documents at ties, bounds, zeros and for empty tensors. */
final class EdgeCaseTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static double[] gradient(String program, double... x) {
    return Runs.gradient(Steps.of(program, Map.of("x", Steps.vector(DType.FLOAT64, x))), "x");
  }

  private static double[] loss(String program, double... x) {
    TrainingStep step = Steps.of(program, Map.of("x", Steps.vector(DType.FLOAT64, x)));
    Tensor loss = Runs.sequential(step).loss();
    double[] values = new double[loss.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = loss.doubleAt(i);
    }
    return values;
  }

  @Test
  void theFirstOfEqualMaximaAlongADimensionGetsTheGradientAndAllShareThatOfAll() {
    assertThat(gradient("x.max(0).values", 1, 3, 3)).containsExactly(0, 1, 0);
    assertThat(gradient("x.min(dim=0)[0]", 2, 1, 1)).containsExactly(0, 1, 0);
    assertThat(gradient("x.max()", 1, 3, 3)).containsExactly(0, 0.5, 0.5);
    assertThat(gradient("x.amin(dim=0)", 1, 1, 3)).containsExactly(0.5, 0.5, 0);
    assertThat(gradient("torch.maximum(x, torch.ones_like(x))", 1, 2, 0))
        .containsExactly(0.5, 1, 0);
    assertThat(gradient("torch.minimum(x, torch.ones_like(x))", 1, 2, 0))
        .containsExactly(0.5, 0, 1);
    assertThat(loss("x[0] * 0 + x.argmax()", 3, NAN, NAN)).containsExactly(1);
    assertThat(loss("x.max()", 3, NAN, 5)).containsExactly(NAN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "F.relu(x)                   | 0   | 0",
        "F.leaky_relu(x)             | 0   | 0.01",
        "F.elu(x, alpha=0.5)         | 0   | 0.5",
        "F.hardtanh(x)               | 1   | 0",
        "F.relu6(x)                  | 6   | 0",
        "F.gelu(x)                   | 0   | 0.5",
        "F.silu(x)                   | 0   | 0.5",
        "F.logsigmoid(x)             | 0   | 0.5",
        "x.abs()                     | 0   | 0",
        "x.sign()                    | 3   | 0",
        "x.round()                   | 2.5 | 0",
        "x.clamp(0, 1)               | 0   | 1",
        "x.clamp(0, 1)               | 1   | 1",
        "x.clamp(0, 1)               | 2   | 0",
        "x.clamp(2, 1)               | 5   | 0",
        "x.norm()                    | 0   | 0",
        "x.norm(p=3)                 | 0   | 0",
        "x.norm(p=1)                 | 0   | 0",
        "x ** 0                      | 0   | 0",
        "x ** 2                      | 0   | 0",
        "F.normalize(x, dim=0)       | 0   | 1e12",
        "F.smooth_l1_loss(x, torch.zeros_like(x)) | 1 | 1",
        "F.huber_loss(x, torch.zeros_like(x), delta=1) | 1 | 1",
        "F.dropout(x, 1.0)           | 4   | 0",
        "F.softsign(x)               | 0   | 1",
        "F.hardsigmoid(x)            | 3   | 0",
        "F.hardsigmoid(x * 2.9999999999999996) | 1 | 0.4999999999999999",
        "F.hardswish(x)              | -3  | 0",
        "F.hardswish(x)              | 3   | 1",
        "x.norm(0)                   | 2   | 0",
        "x.norm(-1)                  | 0   | 0",
        "x.clamp(float('nan'), 1)    | 0   | 0",
        "x.abs()                     | NaN | 0",
        "x.clamp(0, 1)               | NaN | 0",
        "x.clamp(min=0)              | NaN | 0",
        "x.clamp(max=0)              | NaN | 0",
        "F.relu(x)                   | NaN | 1",
        "F.leaky_relu(x, 0.5)        | NaN | 0.5",
        "F.elu(x)                    | NaN | 1",
        "F.hardtanh(x)               | NaN | 1",
        "F.relu6(x)                  | NaN | 1",
        "F.hardsigmoid(x)            | NaN | 0",
        "torch.maximum(x, torch.zeros_like(x)) | NaN | 1",
        "torch.minimum(torch.zeros_like(x), x) | NaN | 1",
        "x.max()                     | NaN | 1",
        "x.min(0).values             | NaN | 1",
        "x.amax()                    | NaN | NaN",
        "x.norm(p=1)                 | NaN | 0",
        "x.norm(p=float('inf'))      | NaN | 0",
      })
  void gradientsAtKinksAndBoundsArePyTorchs(String program, double x, double expected) {
    assertThat(gradient(program, x)).containsExactly(expected);
  }

  @Test
  void aNaNAmongTheCandidatesTakesTheGradientOfMaxAndSpoilsThatOfAmax() {
    assertThat(gradient("x.max()", 1, NAN, 3, NAN)).containsExactly(0, 0.5, 0, 0.5);
    assertThat(gradient("x.min(dim=0).values", 1, NAN, 3, NAN)).containsExactly(0, 1, 0, 0);
    assertThat(gradient("x.reshape(2, 2).amax(1)", 1, 2, NAN, 3)).containsExactly(0, 1, NAN, NAN);
    assertThat(gradient("torch.maximum(x[:2], x[2:])", 1, NAN, NAN, 4)).containsOnly(1);
    assertThat(loss("x.sign()", NAN, -0.0, 2)).containsExactly(0, 0, 1);
  }

  @Test
  void clampWithTensorsGivesTheGradientToTheOneThatDecides() {
    // x, min and max are the three thirds.
    String clamped = "torch.clamp(x[:4], x[4:8], x[8:])";
    double[] x = {-1, 0.5, 3, 5, 0, 0, 0, 9, 1, 1, 1, 2};
    assertThat(loss(clamped, x)).containsExactly(0, 0.5, 1, 2);
    assertThat(gradient(clamped, x)).containsExactly(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1);
    double[] atBounds = {1, 2, -1, 7, 1, 1, 1, 1, 2, 2, 1, 1};
    assertThat(gradient(clamped, atBounds)).containsExactly(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(loss("torch.clamp(x[:2], x[2:])", 1, NAN, NAN, 2)).containsExactly(NAN, NAN);
    assertThat(gradient("torch.clamp(x[:2], x[2:])", 1, NAN, NAN, 2)).containsOnly(0);
    assertThat(loss("x.clamp(max=float('nan'))", 1)).containsExactly(NAN);
    assertThat(loss("x.clamp(0, 1)", -0.0)).containsExactly(-0.0);
  }

  @Test
  void moreTiesThanADTypeCanAddUpToShareTheGradient() {
    Tensor zeros = Tensors.filled(DType.BFLOAT16, Shape.of(1024), 0);
    for (String program : List.of("x.max()", "x.amax(0)", "x.norm(float('inf'))")) {
      double expected = program.contains("norm") ? 0 : 1.0 / 1024;
      assertThat(Runs.gradient(Steps.of(program, Map.of("x", zeros)), "x"))
          .as(program)
          .containsOnly(expected);
    }
  }

  @Test
  void theZerothNormCountsAndTheInfiniteOnesChoose() {
    assertThat(loss("x.norm(0)", 3, 0, -0.0, NAN)).containsExactly(2);
    assertThat(loss("x.norm(float('-inf'))", -3, 2, 7)).containsExactly(2);
    assertThat(gradient("x.norm(float('-inf'))", -2, 2, 7)).containsExactly(-0.5, 0.5, 0);
    assertThat(loss("x.norm(-1)", 2, 2)).containsExactly(1);
    assertThat(loss("x.norm('fro')", 3, 4)).containsExactly(5);
  }

  @Test
  void zerosHaveNoGradientInANormBelowOne() {
    assertThat(gradient("x.norm(0.5)", 0, 4, 4)).containsExactly(0, 2, 2);
    assertThat(gradient("x.norm(0.5)", 0, 0)).containsExactly(0, 0);
    assertThat(gradient("x.norm(0.5)", -4, 4)).containsExactly(-2, 2);
  }

  @Test
  void infinitiesComeWhereTheyBelong() {
    assertThat(loss("torch.log(x)", 0)).containsExactly(-INF);
    assertThat(gradient("torch.log(x)", 0)).containsExactly(INF);
    assertThat(gradient("torch.sqrt(x)", 0)).containsExactly(INF);
    assertThat(loss("torch.rsqrt(x)", 0)).containsExactly(INF);
    assertThat(gradient("x.reciprocal()", 0)).containsExactly(-INF);
    assertThat(gradient("x ** 0.5", 0)).containsExactly(INF);
    assertThat(loss("torch.log2(x)", 8)).containsExactly(3);
    assertThat(loss("torch.erf(x)", INF)).containsExactly(1);
    assertThat(loss("x.clamp(0, 1)", NAN)).containsExactly(NAN);
    assertThat(gradient("F.elu(x)", 800)).containsExactly(1);
    assertThat(gradient("x.std()", 2, 2, 2)).containsExactly(0, 0, 0);
  }

  @Test
  void aProductWithZerosHasItsGradient() {
    assertThat(gradient("x.prod()", 2, 0, 3)).containsExactly(0, 6, 0);
    assertThat(gradient("x.prod()", 2, 0, 0)).containsExactly(0, 0, 0);
    assertThat(gradient("x.reshape(2, 2).prod(0)", 2, 0, 5, 7)).containsExactly(5, 7, 2, 0);
    assertThat(loss("x.round()", 0.5, 1.5, -0.5, 2.5)).containsExactly(0, 2, -0.0, 2);
  }

  @Test
  void theProductOfAMillionFactorsTakesNoMoreThanTimeInProportion() {
    double[] factors = new double[1_000_000];
    Arrays.setAll(factors, i -> i % 2 == 0 ? 0.5 : 2);
    TrainingStep step = Steps.of("x.prod()", Map.of("x", Steps.vector(DType.FLOAT64, factors)));
    double[] gradient =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Runs.gradient(step, "x"));
    for (int i = 0; i < gradient.length; i++) {
      assertThat(gradient[i]).isEqualTo(1 / factors[i]);
    }
  }

  @Test
  void nothingHasTheSumZeroTheProductOneAndNoMean() {
    Map<String, Tensor> empty = Map.of("x", new DoubleTensor(Shape.of(0, 2), new double[0]));
    assertThat(Runs.sequential(Steps.of("x.sum()", empty)).loss().doubleAt(0)).isZero();
    assertThat(Runs.sequential(Steps.of("x.prod()", empty)).loss().doubleAt(0)).isEqualTo(1);
    assertThat(Runs.sequential(Steps.of("x.mean()", empty)).loss().doubleAt(0)).isNaN();
    assertThat(Runs.sequential(Steps.of("x.var()", empty)).loss().doubleAt(0)).isNaN();
    assertThat(Runs.sequential(Steps.of("x.norm()", empty)).loss().doubleAt(0)).isZero();
    RunOutcome.Completed joined = Runs.sequential(Steps.of("torch.cat([x, x]).flip(0)", empty));
    assertThat(joined.loss().shape()).isEqualTo(Shape.of(0, 2));
  }

  @Test
  void aMeanOverNoTargetsIsNotANumber() {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put("x", new DoubleTensor(Shape.of(2, 3), new double[] {1, 2, 3, 4, 5, 6}));
    tensors.put("t", new LongTensor(Shape.of(2), new long[] {-100, -100}));
    assertThat(Runs.sequential(Steps.of("F.nll_loss(x, t)", tensors)).loss().doubleAt(0)).isNaN();
    RunOutcome.Completed sum =
        Runs.sequential(Steps.of("F.nll_loss(x, t, reduction='sum')", tensors));
    assertThat(sum.loss().doubleAt(0)).isZero();
  }

  @Test
  void aMaskedRowOfAttentionDoesNotReachTheOthers() {
    Map<String, Tensor> tensors =
        Map.of("x", new DoubleTensor(Shape.of(3, 1), new double[] {1, 2, 100}));
    TrainingStep step =
        Steps.of("F.scaled_dot_product_attention(x, x, x, is_causal=True)[:2]", tensors);
    assertThat(Runs.sequential(step).loss().doubleAt(0)).isEqualTo(1);
    assertThat(Runs.gradient(step, "x")[2]).isZero();
  }

  @Test
  void dropoutScalesWhatItKeepsAndDrawsTheSameEveryTime() {
    double[] ones = new double[4000];
    Arrays.fill(ones, 1);
    double[] first = loss("F.dropout(x, 0.25)", ones);
    assertThat(first).containsOnly(0, 1 / 0.75);
    assertThat(first).isEqualTo(loss("F.dropout(x, 0.25)", ones));
    assertThat(first).isEqualTo(gradient("F.dropout(x, 0.25)", ones));
    long dropped = Arrays.stream(first).filter(value -> value == 0).count();
    assertThat(dropped).isBetween(900L, 1100L);
    double[] two = loss("F.dropout(x, 0.25) - F.dropout(x, 0.25)", ones);
    assertThat(Arrays.stream(two).filter(value -> value != 0).count()).isPositive();
  }

  @Test
  void paddingOfAnEmbeddingGetsNoGradient() {
    Map<String, Tensor> tensors =
        Map.of(
            "n", new LongTensor(Shape.of(3), new long[] {1, 0, 1}),
            "w", new DoubleTensor(Shape.of(2, 1), new double[] {5, 7}));
    TrainingStep step = Steps.of("F.embedding(n, w, padding_idx=-1)", tensors);
    assertThat(Runs.gradient(step, "w")).containsExactly(1, 0);
    assertThat(Runs.gradient(Steps.of("F.embedding(n, w)", tensors), "w")).containsExactly(1, 2);
  }
}
