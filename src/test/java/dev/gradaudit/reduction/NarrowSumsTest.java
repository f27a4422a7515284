package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sums of 16-bit numbers against decimal arithmetic that is rounded where the definition says. */
class NarrowSumsTest {
  /** All numbers of a dtype above 0, so that rounding is a search. */
  private static List<Double> numbers(DType dtype) {
    List<Double> numbers = new ArrayList<>();
    double number = 0;
    while (number < dtype.largest()) {
      numbers.add(number);
      number += dtype.ulp(number);
    }
    numbers.add(dtype.largest());
    return numbers;
  }

  /** To the nearest number, ties to the one at an even position. */
  private static double rounded(List<Double> numbers, BigDecimal exact) {
    BigDecimal magnitude = exact.abs();
    int low = 0;
    int high = numbers.size() - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (new BigDecimal(numbers.get(middle)).compareTo(magnitude) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    BigDecimal below = magnitude.subtract(new BigDecimal(numbers.get(low)));
    BigDecimal above = new BigDecimal(numbers.get(high)).subtract(magnitude);
    int order = below.compareTo(above);
    int nearest = order < 0 || (order == 0 && low % 2 == 0) ? low : high;
    return exact.signum() < 0 ? -numbers.get(nearest) : numbers.get(nearest);
  }

  private static double plain(
      List<Double> numbers, double[] terms, int from, int to, boolean tree) {
    if (to - from == 1) {
      return terms[from];
    }
    if (tree) {
      int middle = from + (to - from + 1) / 2;
      return add(
          numbers,
          plain(numbers, terms, from, middle, true),
          plain(numbers, terms, middle, to, true));
    }
    double sum = terms[from];
    for (int i = from + 1; i < to; i++) {
      sum = add(numbers, sum, terms[i]);
    }
    return sum;
  }

  private static double add(List<Double> numbers, double a, double b) {
    return rounded(numbers, new BigDecimal(a).add(new BigDecimal(b)));
  }

  private static float sum(String order, DType dtype, double[] terms) throws OrderSyntaxException {
    float[] block = new float[terms.length];
    for (int i = 0; i < terms.length; i++) {
      block[i] = (float) terms[i];
    }
    Site site =
        new Site(
            new SiteKey(0, "sum", "forward", "", 1, 1),
            SiteKind.SUM,
            new Layout(List.of(terms.length), List.of(0)),
            dtype,
            terms.length,
            1,
            false);
    return new Summation(Orders.parse(order), 1, 0).sumBlock(site, block)[0];
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void everySumIsRoundedWhereItsDefinitionSays(DType dtype) throws OrderSyntaxException {
    List<Double> numbers = numbers(dtype);
    int moved = 0;
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] terms = new double[1 + random.nextInt(20)];
      BigDecimal exact = BigDecimal.ZERO;
      float wide = 0;
      for (int i = 0; i < terms.length; i++) {
        terms[i] = dtype.round(random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(8)));
        exact = exact.add(new BigDecimal(terms[i]));
        wide = i == 0 ? (float) terms[0] : wide + (float) terms[i];
      }
      double sequential = plain(numbers, terms, 0, terms.length, false);
      double pairwise = plain(numbers, terms, 0, terms.length, true);
      assertThat((double) sum("sequential", dtype, terms))
          .as("seed %d", seed)
          .isEqualTo(sequential);
      assertThat((double) sum("pairwise", dtype, terms)).as("seed %d", seed).isEqualTo(pairwise);
      assertThat((double) sum("exact", dtype, terms)).isEqualTo(rounded(numbers, exact));
      assertThat((double) sum("wide", dtype, terms)).isEqualTo(dtype.round(wide));
      double error = Math.abs(sum("neumaier", dtype, terms) - exact.doubleValue());
      assertThat(error)
          .isLessThanOrEqualTo(
              Math.abs(sequential - exact.doubleValue()) + dtype.ulp(exact.doubleValue()));
      moved += sequential != pairwise ? 1 : 0;
    }
    assertThat(moved).isGreaterThan(50);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void fusedProductsAreRoundedOnce(DType dtype) throws OrderSyntaxException {
    List<Double> numbers = numbers(dtype);
    Site site =
        new Site(
            new SiteKey(0, "matmul", "forward", "", 1, 1),
            SiteKind.MATMUL,
            new Layout(List.of(1, 1, 1, 3), List.of(3)),
            dtype,
            3,
            1,
            true);
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] a = new float[3];
      float[][] b = new float[3][1];
      for (int i = 0; i < 3; i++) {
        a[i] = (float) dtype.round(random.nextDouble(-2, 2));
        b[i][0] = (float) dtype.round(random.nextDouble(-2, 2));
      }
      double fused = rounded(numbers, new BigDecimal((double) a[0] * b[0][0]));
      double plain = fused;
      for (int i = 1; i < 3; i++) {
        BigDecimal product = new BigDecimal((double) a[i] * b[i][0]);
        fused = rounded(numbers, product.add(new BigDecimal(fused)));
        plain = add(numbers, plain, rounded(numbers, product));
      }
      float[][] left = {a};
      assertThat((double) new Summation(Orders.parse("fma"), 1, 0).sumProducts(site, left, b)[0])
          .as("seed %d", seed)
          .isEqualTo(fused);
      assertThat(
              (double)
                  new Summation(Orders.parse("sequential"), 1, 0).sumProducts(site, left, b)[0])
          .isEqualTo(plain);
    }
  }
}
