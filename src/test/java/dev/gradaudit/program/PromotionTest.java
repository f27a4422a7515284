package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotionTest {
  /** The three categories of PyTorch's documentation: a lower one does not raise a higher one. */
  private static DType byDefinition(TensorType a, TensorType b) {
    DType wider = wider(a.dtype(), b.dtype());
    if ((a.shape().rank() == 0) == (b.shape().rank() == 0)) {
      return wider;
    }
    TensorType scalar = a.shape().rank() == 0 ? a : b;
    TensorType dimensioned = a.shape().rank() == 0 ? b : a;
    boolean higherKind = kind(scalar.dtype()) > kind(dimensioned.dtype());
    return higherKind ? scalar.dtype() : dimensioned.dtype();
  }

  private static DType wider(DType a, DType b) {
    List<DType> widths =
        List.of(
            DType.BOOL, DType.INT64, DType.BFLOAT16, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);
    if (a != b && Set.of(DType.BFLOAT16, DType.FLOAT16).containsAll(List.of(a, b))) {
      return DType.FLOAT32;
    }
    return widths.indexOf(a) >= widths.indexOf(b) ? a : b;
  }

  private static int kind(DType dtype) {
    return dtype == DType.BOOL ? 0 : dtype == DType.INT64 ? 1 : 2;
  }

  @Test
  void everyPairOfTensorsFollowsPyTorchsTable() {
    List<TensorType> types =
        Stream.of(DType.values())
            .flatMap(
                dtype ->
                    Stream.of(
                        new TensorType(dtype, Shape.of(2)), new TensorType(dtype, Shape.SCALAR)))
            .toList();
    for (TensorType a : types) {
      for (TensorType b : types) {
        assertThat(Promotion.common(List.of(a, b))).as(a + " " + b).isEqualTo(byDefinition(a, b));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x * 2.5, FLOAT32",
    "d * 2, FLOAT64",
    "d * 0.1, FLOAT64",
    "x * ds, FLOAT32",
    "s * ds, FLOAT64",
    "d * s, FLOAT64",
    "x * d, FLOAT64",
    "x.sum(1) * i, FLOAT32",
    "i * 0.5 * s, FLOAT32",
    "i * ds, FLOAT64",
  })
  void resultsHaveThePromotedDType(String expression, DType dtype) {
    Program program = Programs.compile("loss = " + expression).get();
    assertThat(program.loss().type().dtype()).isEqualTo(dtype);
    for (Node node : program.nodes()) {
      if (node instanceof Node.Apply apply && apply.op().signature().promotes()) {
        assertThat(apply.inputs()).allMatch(input -> input.type().dtype() == apply.type().dtype());
      }
    }
  }
}
