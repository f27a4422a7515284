package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
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
      })
  void gradientsAtKinksAndBoundsArePyTorchs(String program, double x, double expected) {
    assertThat(gradient(program, x)).containsExactly(expected);
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
    assertThat(loss("x.round()", 0.5, 1.5, -0.5, 2.5)).containsExactly(0, 2, -0.0, 2);
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
