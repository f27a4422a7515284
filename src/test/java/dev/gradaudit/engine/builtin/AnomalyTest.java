package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensors;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which operation is named for the first NaN or infinity. */
final class AnomalyTest {
  private static @Nullable Anomaly anomaly(TrainingStep step, boolean detect) {
    RunOutcome outcome =
        new BuiltinEngine()
            .run(
                step,
                Runs.configuration("sequential", 1, 0),
                0,
                new RunOptions(detect, () -> false));
    return ((RunOutcome.Completed) outcome).anomaly();
  }

  private static TrainingStep step(String statements, double... x) {
    return Steps.of(statements, Map.of("x", Steps.vector(DType.FLOAT32, x)));
  }

  private static Anomaly first(String statements, double... x) {
    return Objects.requireNonNull(anomaly(step(statements, x), true));
  }

  @Test
  void namesTheFirstOperationOfTheForwardPass() {
    Anomaly anomaly = first("y = x * 2; z = torch.log(y); w = z * 0; w.sum()", 1, 0);
    assertThat(anomaly.op()).isEqualTo("log");
    assertThat(anomaly.role()).isEqualTo("forward");
    assertThat(anomaly.line()).isEqualTo(2);
    assertThat(anomaly.statement()).contains("torch.log(y)");
    assertThat(anomaly.value()).isEqualTo("-inf");
  }

  @Test
  void namesTheFirstOperationOfTheBackwardPass() {
    Anomaly anomaly = first("y = torch.sqrt(x); z = y * 3; z.sum()", 1, 0);
    assertThat(anomaly.op()).isEqualTo("sqrt");
    assertThat(anomaly.role()).isEqualTo("grad of input");
    assertThat(anomaly.line()).isEqualTo(1);
    assertThat(anomaly.value()).isEqualTo("inf");
  }

  @Test
  void namesASumThatOverflows() {
    Anomaly anomaly = first("y = x * 2; y.sum()", 1.5e38, 1.5e38);
    assertThat(anomaly.op()).isEqualTo("sum");
    assertThat(anomaly.role()).isEqualTo("forward");
    assertThat(anomaly.value()).isEqualTo("inf");
  }

  @Test
  void namesAFanOutThatOverflows() {
    Anomaly anomaly = first("y = x * 2e38; z = x * 2e38; (y + z).sum()", 0.1);
    assertThat(anomaly.op()).isEqualTo("x");
    assertThat(anomaly.role()).isEqualTo("fan-out");
    assertThat(anomaly.value()).isEqualTo("inf");
  }

  @Test
  void blamesNoOperationForNonFiniteData() {
    Anomaly data = first("(x * 2).sum()", 1, Double.NaN);
    assertThat(data.op()).isEqualTo("x");
    assertThat(data.role()).isEqualTo("data");
    assertThat(data.value()).isEqualTo("nan");
    TrainingStep finite = step("x * 2", 1);
    TrainingStep infinite =
        new TrainingStep(
            finite.program(),
            finite.tensors(),
            Tensors.filled(DType.FLOAT32, finite.gradOutput().shape(), Double.NEGATIVE_INFINITY),
            0);
    Anomaly cotangent = Objects.requireNonNull(anomaly(infinite, true));
    assertThat(cotangent.op()).isEqualTo("grad_output");
    assertThat(cotangent.value()).isEqualTo("-inf");
  }

  @Test
  void anInfinityThatTheProgramWritesIsNoAnomalyButNaNThatFollowsIs() {
    assertThat(anomaly(step("x.masked_fill(x > 1, float('-inf')).softmax(0)", 1, 2), true))
        .isNull();
    String mask = "m = torch.full((2, 2), float('-inf')).triu(1); ";
    assertThat(anomaly(step(mask + "(x @ (m + x).softmax(1))", 1, 2), true)).isNull();
    Anomaly masked = first("y = x.masked_fill(x > 0, float('-inf')); z = y.softmax(0)", 1, 2);
    assertThat(masked.op()).isEqualTo("softmax");
    assertThat(masked.value()).isEqualTo("nan");
    Anomaly overflow = first("y = x.clamp(max=float('inf')); z = y * 2; z * 3e38", 1, 2);
    assertThat(overflow.value()).isEqualTo("inf");
    assertThat(overflow.line()).isEqualTo(3);
  }

  @Test
  void findsNothingWhereEverythingIsFiniteOrNobodyAsked() {
    assertThat(anomaly(step("torch.log(x).sum()", 1, 2), true)).isNull();
    assertThat(anomaly(step("torch.log(x).sum()", 0), false)).isNull();
  }

  /** Masks of −∞ and unused branches among them: on ordinary data, nothing is wrong anywhere. */
  @ParameterizedTest
  @MethodSource("dev.gradaudit.engine.builtin.OpOracleTest#cases")
  void findsNothingInAnyOperatorOnOrdinaryData(String line) {
    TrainingStep step = Steps.of(line, DType.FLOAT32, new SplittableRandom(line.hashCode()));
    assertThat(anomaly(step, true)).isNull();
  }

  @Test
  void aCancelledRunSaysSo() {
    RunOptions cancelled = new RunOptions(false, () -> true);
    RunOutcome outcome =
        new BuiltinEngine()
            .run(step("x * 2", 1), Runs.configuration("sequential", 1, 0), 0, cancelled);
    assertThat(outcome).isInstanceOf(RunOutcome.Cancelled.class);
  }
}
