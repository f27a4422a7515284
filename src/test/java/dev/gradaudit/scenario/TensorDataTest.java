package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorDataTest {
  private static Optional<Tensor> read(String json, DType dtype, FaultLog[] out) {
    FaultLog faults = new FaultLog(new SourceText("t.json", json));
    out[0] = faults;
    return DocumentReader.read(faults, new JsonNotation())
        .flatMap(node -> TensorData.read(node, dtype, faults))
        .flatMap(result -> Optional.ofNullable(result.tensor()));
  }

  private static Tensor tensor(String json, DType dtype) {
    return read(json, dtype, new FaultLog[1]).orElseThrow();
  }

  @Test
  void readsEveryDtypeInRowMajorOrder() {
    FloatTensor floats =
        (FloatTensor) tensor("[[1, 2.5], [\"-inf\", 0.1], [-0.0, 3]]", DType.FLOAT32);
    assertThat(floats.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(floats.values()).containsExactly(1f, 2.5f, Float.NEGATIVE_INFINITY, 0.1f, -0.0f, 3f);
    DoubleTensor doubles = (DoubleTensor) tensor("[0.1, \"0x1p-1074\"]", DType.FLOAT64);
    assertThat(doubles.values()).containsExactly(0.1, Double.MIN_VALUE);
    LongTensor longs = (LongTensor) tensor("[[[9007199254740993, -1]]]", DType.INT64);
    assertThat(longs.shape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(longs.values()).containsExactly(9007199254740993L, -1);
  }

  @Test
  void takesANumberForAScalarAndListsMayBeEmpty() {
    assertThat(tensor("2", DType.FLOAT32).shape()).isEqualTo(Shape.SCALAR);
    assertThat(tensor("[]", DType.FLOAT32).shape()).isEqualTo(Shape.of(0));
    assertThat(tensor("[[], [], []]", DType.INT64).shape()).isEqualTo(Shape.of(3, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[1, 2], [3]]         | 10 | ragged data: 1 item where 2 are expected at index [1]",
        "[[1], 2]              | 7  | ragged data: the number 2 where a list is expected at index [1]",
        "[1, [2]]              | 5  | ragged data: a list where a number is expected at index [1]",
        "[[[1], [2]], [[3], 4]]| 20 | ragged data: the number 4 where a list is expected at index [1, 1]",
        "[[], [1]]             | 6  | ragged data: 1 item where 0 are expected at index [1]",
        "[[1, 2], {}]          | 10 | ragged data: an empty object where a list is expected at index [1]",
        "[1, 1e39]             | 5  | '1e39' is too large for float32",
        "[1, \"NaN\"]          | 5  | 'NaN' is not a number",
        "[1, true]             | 5  | expected a number, found true",
        "[1, null]             | 5  | expected a number, found null"
      })
  void placesWhatDoesNotFitAtTheElement(String json, int column, String message) {
    FaultLog[] faults = new FaultLog[1];
    assertThat(read(json, DType.FLOAT32, faults)).isEmpty();
    assertThat(faults[0].inFileOrder())
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).isEqualTo(message))
        .satisfies(fault -> assertThat(fault.location().column()).isEqualTo(column));
  }

  @Test
  void reportsEveryWrongElementAndStopsWhenNobodyWouldReadOn() {
    FaultLog[] faults = new FaultLog[1];
    assertThat(read("[\"a\", 1, \"b\"]", DType.FLOAT64, faults)).isEmpty();
    assertThat(faults[0].inFileOrder()).hasSize(2);
    String many = "[" + "\"a\",".repeat(1_000_000) + "]";
    assertThat(read(many, DType.FLOAT64, faults)).isEmpty();
    assertThat(faults[0].inFileOrder().size()).isBetween(100, 101);
  }

  @Test
  void takesTheLargestNumbersOfADtypeAndRefusesTheNext() {
    assertThat(tensor("3.4028235e38", DType.FLOAT32).doubleAt(0)).isEqualTo(Float.MAX_VALUE);
    for (String tooLarge : List.of("3.4028236e38", "-1e39", "\"0x1p128\"")) {
      assertThat(read(tooLarge, DType.FLOAT32, new FaultLog[1])).as(tooLarge).isEmpty();
      assertThat(read(tooLarge, DType.FLOAT64, new FaultLog[1])).as(tooLarge).isPresent();
    }
    assertThat(read("1e309", DType.FLOAT64, new FaultLog[1])).isEmpty();
  }

  @Test
  void roundsNumbersOfSixteenBitsByWayOfFloat64AndFloat32() {
    assertThat(tensor("[0.1, 2049, 65519.99, 6e-8]", DType.FLOAT16))
        .isInstanceOfSatisfying(
            FloatTensor.class,
            t -> assertThat(t.values()).containsExactly(0.0999755859375f, 2048f, 65504f, 0x1p-24f));
    assertThat(tensor("[0.1, 257, 3.39e38, \"nan\"]", DType.BFLOAT16).dtype())
        .isEqualTo(DType.BFLOAT16);
    // A little above the middle of 1 and 1.0078125: float32 rounds it to the middle.
    assertThat(tensor("1.00390625000001", DType.BFLOAT16).doubleAt(0)).isEqualTo(1);
    assertThat(tensor("1.0039064", DType.BFLOAT16).doubleAt(0)).isEqualTo(1.0078125);
    FaultLog[] faults = new FaultLog[1];
    assertThat(read("[1, 65520]", DType.FLOAT16, faults)).isEmpty();
    assertThat(faults[0].inFileOrder().get(0).message())
        .isEqualTo("'65520' is too large for float16");
    assertThat(read("3.4e38", DType.BFLOAT16, faults)).isEmpty();
    assertThat(faults[0].inFileOrder().get(0).message())
        .isEqualTo("'3.4e38' is too large for bfloat16");
  }
}
