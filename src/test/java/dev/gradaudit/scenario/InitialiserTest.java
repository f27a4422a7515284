package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.scenario.Initialiser.Arange;
import dev.gradaudit.scenario.Initialiser.IntegerArange;
import dev.gradaudit.scenario.Initialiser.Normal;
import dev.gradaudit.scenario.Initialiser.RandInt;
import dev.gradaudit.scenario.Initialiser.Uniform;
import dev.gradaudit.scenario.Initialiser.Wide;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InitialiserTest {
  private static final CounterRandom RANDOM = CounterRandom.of(7, "tensor/w");
  private static final Set<DType> FLOATING =
      EnumSet.complementOf(EnumSet.of(DType.INT64, DType.BOOL));

  static List<Initialiser> randomOnes() {
    return List.of(new Uniform(-0.5, 2), new Normal(1, 3), new Wide(-14, 15), new RandInt(-5, 256));
  }

  @ParameterizedTest
  @MethodSource("randomOnes")
  void makesEachElementFromTheStreamAndItsIndexAlone(Initialiser initialiser) {
    for (DType dtype : FLOATING) {
      Tensor large = initialiser.create(dtype, Shape.of(10, 100), RANDOM);
      Tensor small = initialiser.create(dtype, Shape.of(37), RANDOM);
      Tensor again = initialiser.create(dtype, Shape.of(1000), CounterRandom.of(7, "tensor/w"));
      assertThat(Tensors.sameBits(large.withShape(Shape.of(1000)), again)).isTrue();
      for (int i = 0; i < small.size(); i++) {
        assertThat(small.bitsAt(i)).isEqualTo(large.bitsAt(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("randomOnes")
  void givesOtherNumbersForAnotherSeedOrName(Initialiser initialiser) {
    Shape shape = Shape.of(50);
    Tensor tensor = initialiser.create(DType.FLOAT64, shape, RANDOM);
    for (CounterRandom other :
        List.of(CounterRandom.of(8, "tensor/w"), CounterRandom.of(7, "tensor/v"))) {
      assertThat(Tensors.sameBits(tensor, initialiser.create(DType.FLOAT64, shape, other)))
          .isFalse();
    }
  }

  @Test
  void drawsUniformNumbersByTheStatedFormulaWithOneMoreRounding() {
    double lo = -0.5770000219345093;
    double hi = 0.5770000219345093;
    Tensor floats = new Uniform(lo, hi).create(DType.FLOAT32, Shape.of(1000), RANDOM);
    Tensor doubles = new Uniform(lo, hi).create(DType.FLOAT64, Shape.of(1000), RANDOM);
    for (int i = 0; i < 1000; i++) {
      BigDecimal exact =
          new BigDecimal(hi)
              .subtract(new BigDecimal(lo))
              .multiply(new BigDecimal(RANDOM.unit(i)))
              .add(new BigDecimal(lo));
      assertThat(doubles.doubleAt(i)).isCloseTo(exact.doubleValue(), within(0x1p-52));
      assertThat(floats.doubleAt(i)).isEqualTo((double) (float) doubles.doubleAt(i));
    }
  }

  @Test
  void neverReachesTheUpperEndOfAUniformRangeNotEvenByRounding() {
    double nearlyOne = 1 - 0x1p-53;
    Set<DType> checked = EnumSet.noneOf(DType.class);
    for (double[] range :
        new double[][] {
          {0, 1},
          {-1, 1},
          {1, 1.0000001192092896},
          {0, 0x1p-149},
          {-0x1p-149, 0},
          {-16777216, 3},
          {-2, -1},
          {0, 0x1p-24},
          {-0x1p-133, 0},
          {1, 1.0078125},
          {0.5, 1.5}
        }) {
      Uniform uniform = new Uniform(range[0], range[1]);
      for (DType dtype : FLOATING) {
        boolean ends = dtype.round(range[0]) == range[0] && dtype.round(range[1]) == range[1];
        if (ends) {
          checked.add(dtype);
          assertThat(dtype.round(uniform.at(dtype, nearlyOne)))
              .as("%s %s", dtype, uniform)
              .isGreaterThanOrEqualTo(range[0])
              .isLessThan(range[1]);
        }
      }
      assertThat(uniform.at(DType.FLOAT64, 0)).isEqualTo(range[0]);
    }
    assertThat(checked).isEqualTo(FLOATING);
    assertThat(new Uniform(0, 1).at(DType.FLOAT32, nearlyOne)).isEqualTo(0x1.fffffep-1);
    assertThat(new Uniform(0, 1).at(DType.FLOAT16, nearlyOne)).isEqualTo(0x1.ffcp-1);
    assertThat(new Uniform(-1, 1).at(DType.BFLOAT16, nearlyOne)).isEqualTo(0x1.fep-1);
  }

  @Test
  void givesTheOneNumberOfAnEmptyUniformRange() {
    assertThat(new Uniform(3, 3).create(DType.FLOAT32, Shape.of(2), RANDOM).doubleAt(1))
        .isEqualTo(3);
  }

  @Test
  void drawsNormalNumbersWithTheStatedMomentsByTheStatedFormula() {
    int n = 20_000;
    Tensor tensor = new Normal(2, 3).create(DType.FLOAT64, Shape.of(n), RANDOM);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (int i = 0; i < n; i++) {
      assertThat(tensor.doubleAt(i)).isEqualTo(2 + 3 * RANDOM.gaussian(i));
      BigDecimal deviation = new BigDecimal(tensor.doubleAt(i)).subtract(BigDecimal.valueOf(2));
      sum = sum.add(deviation);
      squares = squares.add(deviation.pow(2));
    }
    // Five standard errors.
    double mean = sum.divide(BigDecimal.valueOf(n), MathContext.DECIMAL64).doubleValue();
    double variance = squares.divide(BigDecimal.valueOf(n), MathContext.DECIMAL64).doubleValue();
    assertThat(mean).isCloseTo(0, within(5 * 3 / Math.sqrt(n)));
    assertThat(variance).isCloseTo(9, within(5 * 9 * Math.sqrt(2.0 / n)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16", "FLOAT32", "FLOAT64"})
  void spreadsWideNumbersEvenlyOverSignsExponentsAndSignificands(DType dtype) {
    int n = 70_000;
    Tensor tensor = new Wide(-3, 3).create(dtype, Shape.of(n), RANDOM);
    int[] exponents = new int[7];
    int negative = 0;
    int lowestBits = 0;
    int upperHalves = 0;
    for (int i = 0; i < n; i++) {
      double value = tensor.doubleAt(i);
      exponents[Math.getExponent(value) + 3]++;
      negative += value < 0 ? 1 : 0;
      lowestBits += (int) (tensor.bitsAt(i) & 1);
      upperHalves += Math.abs(value) >= Math.scalb(1.5, Math.getExponent(value)) ? 1 : 0;
    }
    // Five standard deviations of a binomial count.
    double limit = 5 * Math.sqrt(n) / 2;
    assertThat(negative).isCloseTo(n / 2, within((int) limit));
    assertThat(lowestBits).isCloseTo(n / 2, within((int) limit));
    assertThat(upperHalves).isCloseTo(n / 2, within((int) limit));
    for (int count : exponents) {
      assertThat(count).isCloseTo(10_000, within((int) limit));
    }
  }

  @Test
  void makesWideNumbersFromTwoDrawsAndCutsTheSignificandToTheDtype() {
    Wide wide = new Wide(-8, 9);
    Tensor floats = wide.create(DType.FLOAT32, Shape.of(200), RANDOM);
    Tensor doubles = wide.create(DType.FLOAT64, Shape.of(200), RANDOM);
    Tensor halves = wide.create(DType.FLOAT16, Shape.of(200), RANDOM);
    Tensor brains = wide.create(DType.BFLOAT16, Shape.of(200), RANDOM);
    for (int i = 0; i < 200; i++) {
      long bits = RANDOM.bits(2L * i);
      double sign = bits < 0 ? -1 : 1;
      double fraction = (bits & ((1L << 52) - 1)) * 0x1p-52;
      double cut = Math.floor(fraction * 0x1p23) * 0x1p-23;
      int exponent = -8 + (int) RANDOM.below(2L * i + 1, 18);
      assertThat(doubles.doubleAt(i)).isEqualTo(sign * Math.scalb(1 + fraction, exponent));
      assertThat(floats.doubleAt(i)).isEqualTo(sign * Math.scalb(1 + cut, exponent));
      double half = Math.floor(fraction * 0x1p10) * 0x1p-10;
      assertThat(halves.doubleAt(i)).isEqualTo(sign * Math.scalb(1 + half, exponent));
      double brain = Math.floor(fraction * 0x1p7) * 0x1p-7;
      assertThat(brains.doubleAt(i)).isEqualTo(sign * Math.scalb(1 + brain, exponent));
    }
  }

  @Test
  void keepsWideNumbersNormalAtBothEndsOfTheRange() {
    for (DType dtype : FLOATING) {
      int least = dtype.minExponent();
      int most = dtype.maxExponent();
      Tensor small = new Wide(least, least).create(dtype, Shape.of(100), RANDOM);
      Tensor large = new Wide(most, most).create(dtype, Shape.of(100), RANDOM);
      for (int i = 0; i < 100; i++) {
        assertThat(Math.getExponent(small.doubleAt(i))).isEqualTo(least);
        assertThat(Math.getExponent(large.doubleAt(i))).isEqualTo(most);
      }
    }
  }

  @Test
  void drawsEveryWholeNumberOfARangeButItsUpperEnd() {
    for (DType dtype : EnumSet.complementOf(EnumSet.of(DType.BOOL))) {
      Tensor tensor = new RandInt(-2, 3).create(dtype, Shape.of(300), RANDOM);
      Set<Double> seen = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        seen.add(tensor.doubleAt(i));
      }
      assertThat(seen).containsExactlyInAnyOrder(-2.0, -1.0, 0.0, 1.0, 2.0);
    }
  }

  @Test
  void countsInExactIntegersAndInDoubleOtherwise() {
    LongTensor longs =
        (LongTensor)
            new IntegerArange(9007199254740993L, -2).create(DType.INT64, Shape.of(2, 2), RANDOM);
    assertThat(longs.values())
        .containsExactly(
            9007199254740993L, 9007199254740991L, 9007199254740989L, 9007199254740987L);
    Tensor floats = new Arange(1, 0.1).create(DType.FLOAT32, Shape.of(4), RANDOM);
    for (int i = 0; i < 4; i++) {
      assertThat(floats.doubleAt(i)).isEqualTo((double) (float) (1 + 0.1 * i));
    }
  }

  @Test
  void makesEmptyTensorsAndScalars() {
    for (Initialiser initialiser : randomOnes()) {
      assertThat(initialiser.create(DType.FLOAT32, Shape.of(0, 3), RANDOM).size()).isZero();
      assertThat(initialiser.create(DType.FLOAT32, Shape.SCALAR, RANDOM).size()).isEqualTo(1);
    }
  }
}
