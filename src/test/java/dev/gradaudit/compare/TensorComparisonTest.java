package dev.gradaudit.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.compare.Difference.NonFinite;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TensorComparisonTest {
  private static final List<DType> DTYPES =
      Stream.of(DType.values()).filter(DType::isFloating).toList();

  private static final double[] SPECIALS = {
    0.0,
    -0.0,
    1,
    -1,
    0.1,
    0.3,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1e-30,
    1e30
  };

  @ParameterizedTest
  @CsvSource({
    "-1, 1, 9214364837600034816",
    "-3, 3, 9227875636482146304",
    "0.1, 0.3, 7205759403792793",
    "1, 2, 4503599627370496",
    "0x1p-1022, 0x1p-1074, 4503599627370495",
  })
  void float64DistancesAreUnsigned(double from, double to, String ulps) {
    Difference difference = TensorComparison.compare(doubles(from), doubles(to));
    assertThat(Long.toUnsignedString(difference.maxUlp())).isEqualTo(ulps);
    assertThat(Long.toUnsignedString(difference.p99Ulp())).isEqualTo(ulps);
    assertThat(difference.meanUlp()).isEqualTo(Double.parseDouble(ulps));
  }

  @Test
  void float32DistancesAreThoseOfFloat32() {
    Difference difference = TensorComparison.compare(floats(1), floats(Math.nextUp(1f)));
    assertThat(difference.maxUlp()).isEqualTo(1);
    // Twice the ordinal of the largest number: the figure for the infinities less two.
    Difference widest = TensorComparison.compare(floats(-Float.MAX_VALUE), floats(Float.MAX_VALUE));
    assertThat(widest.maxUlp()).isEqualTo(4278190080L - 2);
    assertThat(widest.histogram()).hasSize(33).endsWith(1L);
  }

  @Test
  void equalTensorsDifferInNothing() {
    Tensor tensor = floats(1, -0.0f, Float.NaN, Float.NEGATIVE_INFINITY);
    Difference expected =
        new Difference(tensor.dtype(), 4, 0, 0, 0, 0, 0, 0, 0, Map.of(), List.of(2L), null);
    assertThat(TensorComparison.compare(tensor, tensor)).isEqualTo(expected);
    assertThat(TensorComparison.compare(tensor, floats(1, -0.0f, Float.NaN, -1 / 0f)))
        .isEqualTo(expected);
    assertThat(expected.identical()).isTrue();
  }

  @Test
  void emptyTensorsAndTensorsWithoutNumbersHaveNoHistogram() {
    Tensor empty = new FloatTensor(Shape.of(0, 3), new float[0]);
    assertThat(TensorComparison.compare(empty, empty))
        .isEqualTo(
            new Difference(empty.dtype(), 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), List.of(), null));
    Difference nan = TensorComparison.compare(doubles(Double.NaN), doubles(1));
    assertThat(nan.histogram()).isEmpty();
    assertThat(nan.meanUlp()).isZero();
  }

  @Test
  void zerosOfOtherSignsDifferWithoutADistance() {
    Difference difference = TensorComparison.compare(floats(1, 0f), floats(1, -0f));
    assertThat(difference.differing()).isEqualTo(1);
    assertThat(difference.signOfZero()).isEqualTo(1);
    assertThat(difference.maxUlp()).isZero();
    assertThat(difference.maxRel()).isZero();
    assertThat(difference.histogram()).containsExactly(2L);
    assertThat(difference.worst())
        .isEqualTo(new Difference.Worst(List.of(1), 0.0, -0.0, 0, 0x80000000L));
  }

  @Test
  void whatIsNotFiniteIsCountedByCategory() {
    double inf = Double.POSITIVE_INFINITY;
    double otherNaN = Double.longBitsToDouble(0x7ff8000000000001L);
    Difference difference =
        TensorComparison.compare(
            doubles(5, Double.NaN, 1, inf, Double.NaN, inf, 2, Double.NaN),
            doubles(1, 1, Double.NaN, Double.NaN, otherNaN, -inf, -inf, Double.NaN));
    assertThat(difference.nonFinite())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                NonFinite.NAN_AGAINST_NUMBER, 3L,
                NonFinite.NAN_PAYLOAD, 1L,
                NonFinite.OPPOSITE_INFINITIES, 1L,
                NonFinite.INFINITE_AGAINST_FINITE, 1L));
    assertThat(difference.nonFinite().keySet())
        .containsExactly(
            difference.nonFinite().keySet().stream().sorted().toArray(NonFinite[]::new));
    assertThat(difference.nonFiniteTotal()).isEqualTo(6);
    assertThat(difference.differing()).isEqualTo(7);
    assertThat(difference.histogram().stream().mapToLong(count -> count).sum()).isEqualTo(1);
    // The first pair without a distance comes before the finite one of many ULPs.
    Difference.Worst worst = Objects.requireNonNull(difference.worst());
    assertThat(worst.index()).containsExactly(1);
    assertThat(worst.toBits()).isEqualTo(Double.doubleToRawLongBits(1));
  }

  @Test
  void theWorstElementIsTheFirstAmongEquals() {
    Tensor from = new FloatTensor(Shape.of(2, 3), new float[] {1, 1, 1, 1, 1, 1});
    Tensor to = new FloatTensor(Shape.of(2, 3), new float[] {1, up(1), 1, 1, up(2), up(2)});
    Difference difference = TensorComparison.compare(from, to);
    Difference.Worst worst = Objects.requireNonNull(difference.worst());
    assertThat(worst.index()).containsExactly(1, 1);
    assertThat(worst.from()).isEqualTo(1);
    assertThat(worst.to()).isEqualTo(up(2));
    assertThat(worst.fromBits()).isEqualTo(0x3f800000);
    assertThat(worst.toBits()).isEqualTo(0x3f800002);
    assertThat(difference.meanUlp()).isEqualTo(5 / 6.0);
  }

  @Test
  void theRelativeDifferenceDoesNotOverflow() {
    double max = Double.MAX_VALUE;
    Difference difference = TensorComparison.compare(doubles(max), doubles(-max));
    assertThat(difference.maxAbs()).isInfinite();
    assertThat(difference.maxRel()).isEqualTo(2);
    assertThat(TensorComparison.compare(doubles(Double.MIN_VALUE), doubles(0)).maxRel())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 99, 100, 101, 199, 200, 201, 1000})
  void thePercentileIsTheNearestRank(int size) {
    float[] from = new float[size];
    float[] to = new float[size];
    Arrays.fill(from, 1);
    for (int i = 0; i < size; i++) {
      // Distances 0, 1, 2, … in a sequence that is not sorted: no size here is a multiple of 7.
      to[(i * 7 + 3) % size] = up(i);
    }
    Difference difference = TensorComparison.compare(floats(from), floats(to));
    long rank = (long) Math.ceil(0.99 * size);
    assertThat(difference.p99Ulp()).isEqualTo(rank - 1);
  }

  @Test
  void marksAreAddedToThoseThatAreThere() {
    BitSet varying = new BitSet();
    varying.set(0);
    TensorComparison.compare(floats(1, 2, 3), floats(1, 2, 4), varying);
    assertThat(varying.stream()).containsExactly(0, 2);
  }

  @Test
  void onlyFloatingTensorsOfOneTypeAreCompared() {
    Tensor ints = new LongTensor(Shape.of(1), new long[] {1});
    assertThatThrownBy(() -> TensorComparison.compare(ints, ints))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TensorComparison.compare(floats(1), doubles(1)))
        .hasMessage("float32[1] against float64[1]");
    assertThatThrownBy(() -> TensorComparison.compare(floats(1), floats(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersOfSixteenBitsAreComparedInTheirOwnUnits() {
    Difference half =
        TensorComparison.compare(
            tensor(DType.FLOAT16, 1, 0.1, 65504), tensor(DType.FLOAT16, 1, 0.10015, 65472));
    assertThat(half.differing()).isEqualTo(2);
    assertThat(half.maxUlp()).isEqualTo(3);
    assertThat(half.maxAbs()).isEqualTo(32);
    assertThat(half.worst())
        .isEqualTo(
            new Difference.Worst(List.of(1), 0.0999755859375, 0.1001586914062500, 0x2e66, 0x2e69));
    Difference brain =
        TensorComparison.compare(tensor(DType.BFLOAT16, 1, -0.0), tensor(DType.BFLOAT16, 1.01, 0));
    assertThat(brain.maxUlp()).isEqualTo(1);
    assertThat(brain.differing()).isEqualTo(2);
    assertThat(brain.dtype()).isEqualTo(DType.BFLOAT16);
  }

  @Test
  void agreesWithTheDefinitionOnRandomTensors() {
    for (long seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int size = 1 + random.nextInt(seed % 10 == 0 ? 1000 : 12);
      DType dtype = DTYPES.get(random.nextInt(DTYPES.size()));
      double[] from = new double[size];
      double[] to = new double[size];
      for (int i = 0; i < size; i++) {
        from[i] = random.nextInt(4) == 0 ? special(random) : random.nextDouble() - 0.5;
        to[i] =
            switch (random.nextInt(4)) {
              case 0 -> from[i];
              case 1 -> special(random);
              default -> from[i] + random.nextInt(40) * dtype.ulp(dtype.round(from[i]));
            };
      }
      Tensor a = tensor(dtype, from);
      Tensor b = tensor(dtype, to);
      BitSet varying = new BitSet();
      assertThat(TensorComparison.compare(a, b, varying))
          .as("seed %d", seed)
          .isEqualTo(DifferenceByDefinition.of(a, b));
      for (int i = 0; i < size; i++) {
        assertThat(varying.get(i)).as("seed %d", seed).isEqualTo(a.bitsAt(i) != b.bitsAt(i));
      }
    }
  }

  private static double special(SplittableRandom random) {
    return SPECIALS[random.nextInt(SPECIALS.length)];
  }

  private static float up(int ulps) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(1f) + ulps);
  }

  private static Tensor tensor(DType dtype, double... values) {
    if (dtype == DType.FLOAT64) {
      return doubles(values);
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) dtype.round(values[i]);
    }
    return new FloatTensor(dtype, Shape.of(values.length), rounded);
  }

  private static Tensor floats(float... values) {
    return new FloatTensor(Shape.of(values.length), values);
  }

  private static Tensor doubles(double... values) {
    return new DoubleTensor(Shape.of(values.length), values);
  }
}
