package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReachableSumsTest {
  private static final Set<DType> FLOATING =
      EnumSet.of(DType.BFLOAT16, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);

  private static ReachableSums.All all(DType dtype, double... terms) {
    ReachableSums sums = ReachableSums.of(dtype, terms);
    assertThat(sums).isInstanceOf(ReachableSums.All.class);
    return (ReachableSums.All) sums;
  }

  /** Boxed doubles compare by their bits, all NaN alike. */
  private static Map<Double, Long> counts(SumDistribution distribution) {
    Map<Double, Long> counts = new TreeMap<>();
    for (int i = 0; i < distribution.distinct(); i++) {
      counts.put(distribution.sum(i), distribution.count(i));
    }
    return counts;
  }

  @Test
  void twoTermsBelowThePrecisionOfTheOthers() {
    ReachableSums.All sums = all(DType.FLOAT64, 1, 0x1p-53, 0x1p-53, -1);
    assertThat(counts(sums.trees())).isEqualTo(Map.of(0.0, 2L, 0x1p-53, 4L, 0x1p-52, 9L));
    assertThat(counts(sums.sequences())).isEqualTo(Map.of(0.0, 4L, 0x1p-53, 4L, 0x1p-52, 16L));
  }

  @Test
  void onesAgainstACancellation() {
    ReachableSums.All sums = all(DType.FLOAT64, 1e16, 1, -1e16, 1);
    assertThat(counts(sums.trees())).isEqualTo(Map.of(0.0, 6L, 1.0, 4L, 2.0, 5L));
    assertThat(counts(sums.sequences())).isEqualTo(Map.of(0.0, 8L, 1.0, 8L, 2.0, 8L));
  }

  @Test
  void equalTermsThatOnlyTheShapeOfTheTreeTellsApart() {
    double[] tenths = new double[8];
    Arrays.fill(tenths, 0.1);
    ReachableSums.All sums = all(DType.FLOAT64, tenths);
    assertThat(counts(sums.trees())).isEqualTo(Map.of(0.7999999999999999, 52920L, 0.8, 82215L));
    assertThat(counts(sums.sequences())).isEqualTo(Map.of(0.7999999999999999, 40320L));
    assertThat(sums.trees().fraction(0)).isEqualTo(52920.0 / 135135);
    assertThat(sums.trees().min()).isEqualTo(0.7999999999999999);
    assertThat(sums.trees().max()).isEqualTo(0.8);
    assertThat(sums.trees().countOf(0.8)).isEqualTo(82215);
    assertThat(sums.sequences().countOf(0.8)).isZero();
  }

  @Test
  void countsAreThoseOfAllTreesAndAllPermutations() {
    long trees = 1;
    long permutations = 1;
    for (int n = 1; n <= ReachableSums.MOST_TERMS; n++) {
      trees *= Math.max(1, 2 * n - 3);
      permutations *= n;
      double[] ones = new double[n];
      Arrays.fill(ones, 1);
      ReachableSums.All sums = all(DType.FLOAT16, ones);
      assertThat(counts(sums.trees())).isEqualTo(Map.of((double) n, trees));
      assertThat(counts(sums.sequences())).isEqualTo(Map.of((double) n, permutations));
      assertThat(sums.trees().total()).isEqualTo(trees);
      assertThat(sums.sequences().total()).isEqualTo(permutations);
    }
    assertThat(trees).isEqualTo(13_749_310_575L);
  }

  @Test
  void signsOfZeroAreTwoSumsAndAllNaNAreOne() {
    assertThat(counts(all(DType.FLOAT32, -0.0, -0.0, -0.0).trees())).containsOnlyKeys(-0.0);
    assertThat(counts(all(DType.FLOAT32, -0.0, 0.0, -0.0).trees())).containsOnlyKeys(0.0);
    assertThat(counts(all(DType.FLOAT32, -1, -0.0, 1).trees())).isEqualTo(Map.of(0.0, 3L));
    double negativeNaN = Double.longBitsToDouble(0xfff8000000000001L);
    assertThat(counts(all(DType.FLOAT64, negativeNaN, Double.NaN, 1).sequences()))
        .isEqualTo(Map.of(Double.NaN, 6L));
  }

  @Test
  void sumsThatOverflowInSomeOrders() {
    double max = Float.MAX_VALUE;
    SumDistribution trees = all(DType.FLOAT32, max, max, -max, -max).trees();
    double infinity = Double.POSITIVE_INFINITY;
    // Two trees begin with both positive terms and go on one by one; one pairs the signs.
    assertThat(counts(trees))
        .isEqualTo(Map.of(-infinity, 2L, 0.0, 10L, infinity, 2L, Double.NaN, 1L));
    assertThat(trees.min()).isEqualTo(-infinity);
    assertThat(trees.max()).isEqualTo(infinity);
    SumDistribution nothingElse = all(DType.FLOAT32, infinity, -infinity, 1).trees();
    assertThat(nothingElse.min()).isNaN();
    assertThat(nothingElse.max()).isNaN();
  }

  @Test
  void theSumsAreThoseOfAllOrdersTriedOneByOne() {
    int differing = 0;
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 1 + random.nextInt(6);
      int kind = random.nextInt(NastyNumbers.KINDS);
      for (DType dtype : FLOATING) {
        double[] terms =
            Arrays.stream(NastyNumbers.column(kind, n, dtype, random)).map(dtype::round).toArray();
        Map<Double, Long> trees = new TreeMap<>();
        EveryTree.over(n).forEach(tree -> trees.merge(tree.sum(dtype, terms), 1L, Long::sum));
        Map<Double, Long> sequences = new TreeMap<>();
        EveryTree.permutations(
            n, order -> sequences.merge(inSequence(dtype, terms, order), 1L, Long::sum));
        String what = "seed " + seed + ", " + dtype + ", " + Arrays.toString(terms);
        ReachableSums.All sums = all(dtype, terms);
        assertThat(counts(sums.trees())).as(what).isEqualTo(trees);
        assertThat(counts(sums.sequences())).as(what).isEqualTo(sequences);
        differing += trees.size() > 1 ? 1 : 0;
      }
    }
    assertThat(differing).isGreaterThan(200);
  }

  private static double inSequence(DType dtype, double[] terms, List<Integer> order) {
    double sum = terms[order.get(0)];
    for (int term : order.subList(1, order.size())) {
      sum = EveryTree.add(dtype, sum, terms[term]);
    }
    return sum;
  }

  /** Pairs that almost cancel, each far above the last: close to the worst that was found. */
  private static double[] staircase() {
    return new double[] {
      1.063615173325522, -1.18065531965479, -4.069321790817511, 4.06932179081752,
      -61.35991442169719, 64.0574585826653, -241.0169771408685, 241.01697714088408,
      -6894.577261959229, 6894.577263497495, -1533006.6634361772, 1533006.6844552062
    };
  }

  @Test
  void manyPartialSumsAreGoneThroughOrDeclined() {
    ReachableSums.All sums = all(DType.FLOAT64, staircase());
    assertThat(sums.trees().distinct()).isEqualTo(109_418);
    assertThat(sums.trees().total()).isEqualTo(13_749_310_575L);
    ReachableSums declined = ReachableSums.of(DType.FLOAT64, staircase(), 1_000_000);
    assertThat(declined).isInstanceOf(ReachableSums.TooMany.class);
    assertThat(((ReachableSums.TooMany) declined).additions()).isGreaterThan(1_000_000);
  }

  @Test
  void theLimitIsTheNumberOfAdditions() {
    // For trees three pairs and three ways to go on; in sequence each pair in both directions.
    double[] terms = {1, 2, 4};
    assertThat(ReachableSums.of(DType.FLOAT32, terms, 15)).isInstanceOf(ReachableSums.All.class);
    assertThat(ReachableSums.of(DType.FLOAT32, terms, 14)).isEqualTo(new ReachableSums.TooMany(15));
  }

  @Test
  void onlyOneToTwelveTermsArePossible() {
    assertThatThrownBy(() -> ReachableSums.of(DType.FLOAT64, new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ReachableSums.of(DType.FLOAT64, new double[13]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 13");
  }
}
