package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Referee;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TrainingStep;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients in wide arithmetic. */
final class ReferenceTest {
  /** What has a constant that is no double, and is rounded to the dtype in every run. */
  private static final List<String> ROUNDED_CONSTANTS =
      List.of(
          "gelu", "selu", "linear'", "label_smoothing", "0.3", "p=3", "norm(3", "p=-2.5", "ord=3");

  static List<String> cases() {
    // A range of float32, whose numbers the oracle does not round.
    return OpOracleTest.cases().stream().filter(line -> !line.contains("0.9)")).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRightToTwiceTheBitsOfFloat64(String line) {
    SplittableRandom random = new SplittableRandom(line.hashCode());
    TrainingStep step = Steps.of(line, DType.FLOAT64, random);
    TrainingStep whole = Steps.opaque(line, DType.FLOAT64, new SplittableRandom(line.hashCode()));
    Referee.Reference reference =
        Objects.requireNonNull(
            new BuiltinEngine().reference(step, Referee.Nudges.NONE, () -> false));
    assertThat(reference.otherChoices()).isZero();
    boolean roundedConstant = ROUNDED_CONSTANTS.stream().anyMatch(line::contains);
    new OracleComparison(step, whole, random)
        .checkReference(reference, roundedConstant ? 0x1p-50 : 0x1p-80);
  }
}
