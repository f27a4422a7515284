package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.Ulps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SummationTest {
  private static final double[] EIGHT_TENTHS = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};

  @Test
  void noPermutationChangesEightTenthsButTheTreeDoes() throws OrderSyntaxException {
    assertThat(sum("sequential", 1, EIGHT_TENTHS)).isEqualTo(0.7999999999999999);
    assertThat(sum("pairwise", 1, EIGHT_TENTHS)).isEqualTo(0.8);
    for (Permutation permutation : Permutation.values()) {
      for (long seed = 0; seed < 20; seed++) {
        assertThat(sum(permutation.label(), seed, EIGHT_TENTHS)).isEqualTo(0.7999999999999999);
      }
    }
    Set<Double> reached = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      reached.add(sum("random-tree", seed, EIGHT_TENTHS));
    }
    assertThat(reached).containsExactlyInAnyOrder(0.7999999999999999, 0.8);
  }

  @Test
  void permutationsReachWhatSequencesCanReachInItsShares() throws OrderSyntaxException {
    assertShares(new double[] {1, 0x1p-53, 0x1p-53, -1}, Map.of(0.0, 4, 0x1p-53, 4, 0x1p-52, 16));
    assertShares(new double[] {1e16, 1, -1e16, 1}, Map.of(0.0, 8, 1.0, 8, 2.0, 8));
  }

  /**
   * Shares of 24 permutations: every one is drawn under some of many seeds, about equally often.
   */
  private static void assertShares(double[] terms, Map<Double, Integer> shares)
      throws OrderSyntaxException {
    int seeds = 4800;
    Map<Double, Integer> counts = new HashMap<>();
    for (long seed = 0; seed < seeds; seed++) {
      counts.merge(sum("shuffled", seed, terms), 1, Integer::sum);
    }
    assertThat(counts.keySet()).isEqualTo(shares.keySet());
    shares.forEach(
        (value, share) ->
            assertThat(counts.getOrDefault(value, 0) * 24.0 / seeds)
                .as("%s", value)
                .isBetween(share - 1.0, share + 1.0));
  }

  @Test
  void theSumOfReciprocalsDependsOnTheDirection() throws OrderSyntaxException {
    double[] terms = new double[1000];
    for (int k = 1; k <= 1000; k++) {
      terms[k - 1] = 1.0 / k;
    }
    double exact = sum("exact", 0, terms);
    assertThat(Ulps.ordinal(sum("sequential", 0, terms)) - Ulps.ordinal(exact)).isEqualTo(-2);
    assertThat(Ulps.ordinal(sum("reversed", 0, terms)) - Ulps.ordinal(exact)).isEqualTo(-5);
  }

  @Test
  void sortedOrdersTakeNaNsLastAndEqualMagnitudesAsGiven() throws OrderSyntaxException {
    double[] terms = {3, -1e17, 1, 1e17, -3, 1};
    // 1 + 1 + 3 - 3 - 1e17 + 1e17, and -1e17 + 1e17 + 3 - 3 + 1 + 1.
    assertThat(sum("ascending", 0, terms)).isZero();
    assertThat(sum("descending", 0, terms)).isEqualTo(2);
    TermOrder.ByMagnitude ascending = new TermOrder.ByMagnitude(false);
    assertThat(positions(ascending, Double.NaN, 2, -2, 0.0, -0.0, Double.NEGATIVE_INFINITY))
        .containsExactly(3, 4, 1, 2, 5, 0);
    TermOrder.ByMagnitude descending = new TermOrder.ByMagnitude(true);
    assertThat(positions(descending, Double.NaN, 2, -2, 0.0, -0.0, Double.NEGATIVE_INFINITY))
        .containsExactly(5, 1, 2, 3, 4, 0);
  }

  @Test
  void manyTermsAreSortedStably() {
    double[] values = new double[1000];
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7919 % 31 - 15) * 0.5;
      expected.add(i);
    }
    expected.sort((a, b) -> Double.compare(Math.abs(values[a]), Math.abs(values[b])));
    assertThat(positions(new TermOrder.ByMagnitude(false), values))
        .containsExactly(expected.stream().mapToInt(i -> i).toArray());
  }

  private static int[] positions(TermOrder.ByMagnitude order, double... values) {
    MagnitudeSort sort = new MagnitudeSort();
    sort.reserve(values.length);
    for (int i = 0; i < values.length; i++) {
      sort.key(i, values[i], order.largestFirst());
    }
    return Arrays.copyOf(sort.sort(values.length), values.length);
  }

  @Test
  void aSumOfNothingIsPositiveZeroAndOneTermIsItself() {
    for (OrderSpec order : EveryOrderTest.orders().toList()) {
      Summation summation = new Summation(order, 3, 0);
      assertThat(summation.sumBlock(Sites.sums(DType.FLOAT32, 0, 2), new float[0]))
          .containsExactly(0f, 0f);
      assertThat(summation.sumBlock(Sites.sums(DType.FLOAT32, 2, 0), new float[0])).isEmpty();
      assertThat(summation.sumRows(Sites.sums(DType.FLOAT64, 0, 1), new double[0][]))
          .containsExactly(0.0);
      assertThat(
              summation.sumProducts(
                  Sites.products(DType.FLOAT64, 2, 0, 2), new double[2][0], new double[0][]))
          .containsExactly(0.0, 0.0, 0.0, 0.0);
      assertThat(
              summation.sumProducts(
                  Sites.products(DType.FLOAT32, 0, 2, 2), new float[0][], new float[2][2]))
          .isEmpty();
      float[] single = summation.sumRows(Sites.sums(DType.FLOAT32, 1, 2), new float[][] {{-0f, 3}});
      assertThat(Float.floatToIntBits(single[0])).isEqualTo(Float.floatToIntBits(-0f));
      assertThat(single[1]).isEqualTo(3);
    }
  }

  @Test
  void nanResultsAreCanonical() throws OrderSyntaxException {
    float odd = Float.intBitsToFloat(0xffc12345);
    for (String order : List.of("sequential", "kahan", "exact", "ascending")) {
      Summation summation = new Summation(Orders.parse(order), 1, 0);
      for (int sums : new int[] {1, 20}) {
        float[] block = new float[2 * sums];
        Arrays.fill(block, odd);
        float[] result = summation.sumBlock(Sites.sums(DType.FLOAT32, 2, sums), block);
        assertThat(Float.floatToRawIntBits(result[sums - 1])).isEqualTo(0x7fc00000);
      }
    }
  }

  @Test
  void dataThatDoNotFitTheSiteAreRefused() {
    Summation summation = new Summation(OrderSpec.SEQUENTIAL, 1, 0);
    Site floats = Sites.sums(DType.FLOAT32, 2, 3);
    Site doubles = Sites.sums(DType.FLOAT64, 2, 3);
    Site products = Sites.products(DType.FLOAT32, 1, 2, 3);
    Site doubleProducts = Sites.products(DType.FLOAT64, 1, 2, 3);
    List<Runnable> wrong =
        List.of(
            () -> summation.sumBlock(floats, new float[5]),
            () -> summation.sumBlock(doubles, new double[7]),
            () -> summation.sumBlock(doubles, new float[6]),
            () -> summation.sumBlock(floats, new double[6]),
            () -> summation.sumRows(floats, new float[3][3]),
            () -> summation.sumRows(floats, new float[][] {{1, 2, 3}, {1, 2}}),
            () -> summation.sumRows(doubles, new double[3][3]),
            () -> summation.sumRows(doubles, new double[][] {{1, 2, 3}, {1, 2}}),
            () -> summation.sumProducts(products, new float[1][3], new float[2][3]),
            () -> summation.sumProducts(products, new float[1][2], new float[3][3]),
            () -> summation.sumProducts(products, new float[1][2], new float[][] {{1, 2, 3}, {1}}),
            () -> summation.sumProducts(products, new float[2][2], new float[2][3]),
            () -> summation.sumProducts(doubleProducts, new double[1][3], new double[2][3]),
            () -> summation.sumProducts(doubleProducts, new double[1][2], new double[3][3]),
            () ->
                summation.sumProducts(
                    doubleProducts, new double[1][2], new double[][] {{1, 2, 3}, {1}}),
            () -> summation.sumProducts(doubleProducts, new double[2][2], new double[2][3]));
    for (Runnable call : wrong) {
      assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining("site");
    }
  }

  private static double sum(String order, long seed, double... terms) throws OrderSyntaxException {
    Site site = Sites.sums(DType.FLOAT64, terms.length, 1);
    double fast = new Summation(Orders.parse(order), 1, seed).sumBlock(site, terms)[0];
    double plain = Summation.reference(Orders.parse(order), 1, seed).sumBlock(site, terms)[0];
    assertThat(fast).isEqualTo(plain);
    return fast;
  }
}
