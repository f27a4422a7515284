package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WorstOrderSearchTest {
  private static final List<DType> FLOATING =
      List.of(DType.BFLOAT16, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);

  private static double[] reciprocals(int n) {
    return IntStream.rangeClosed(1, n).mapToDouble(k -> (double) (1f / k)).toArray();
  }

  private static double[] drawn(int kind, int n, DType dtype, SplittableRandom random) {
    double[] column = NastyNumbers.column(kind, n, dtype, random);
    return Arrays.stream(column).map(dtype::round).toArray();
  }

  private static void assertReplays(double[] terms, WorstOrders found, String what) {
    for (WorstOrders.Extreme extreme : List.of(found.lowest(), found.highest())) {
      int[] permutation = extreme.order().permutation();
      Arrays.sort(permutation);
      assertThat(permutation).as(what).isEqualTo(IntStream.range(0, terms.length).toArray());
      // Boxed: by bits.
      assertThat((Double) extreme.order().sum(found.dtype(), terms))
          .as(what)
          .isEqualTo((Double) extreme.sum());
      assertThat(extreme.strategy()).as(what).isNotBlank();
    }
  }

  @Test
  void whatIsFoundReplaysAndStaysInsideTheBound() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 1 + random.nextInt(60);
      int kind = random.nextInt(NastyNumbers.KINDS);
      for (DType dtype : FLOATING) {
        double[] terms = drawn(kind, n, dtype, random);
        WorstOrders found = WorstOrderSearch.search(dtype, terms, seed, 1 + random.nextInt(400));
        String what = "seed " + seed + ", " + dtype + ", " + Arrays.toString(terms);
        assertReplays(terms, found, what);
        assertThat(Double.compare(found.lowest().sum(), found.highest().sum()))
            .as(what)
            .isNotPositive();
        assertThat(found.bound().admits(found.lowest().sum())).as(what).isTrue();
        assertThat(found.bound().admits(found.highest().sum())).as(what).isTrue();
        // An infinite bound allows anything, NaN included.
        assertThat(found.spread() > found.bound().spread()).as(what).isFalse();
      }
    }
  }

  /** For few terms all sums are known: none is outside of them, and most extremes are found. */
  @Test
  void extremesOfFewTermsAreTheReachableOnes() {
    int found = 0;
    int all = 0;
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      for (DType dtype : FLOATING) {
        double[] terms = drawn(seed % 3, 3 + random.nextInt(5), dtype, random);
        SumDistribution trees = ((ReachableSums.All) ReachableSums.of(dtype, terms)).trees();
        WorstOrders worst = WorstOrderSearch.search(dtype, terms, seed, 1000);
        assertThat(trees.countOf(worst.lowest().sum())).isPositive();
        assertThat(trees.countOf(worst.highest().sum())).isPositive();
        found += worst.lowest().sum() == trees.min() ? 1 : 0;
        found += worst.highest().sum() == trees.max() ? 1 : 0;
        all += 2;
      }
    }
    assertThat(found).isGreaterThan(all * 85 / 100);
  }

  @Test
  void itGoesFurtherThanAsManyShuffles() {
    double[] terms = reciprocals(1000);
    WorstOrders found = WorstOrderSearch.search(DType.FLOAT32, terms, 0, 2000);
    SplittableRandom random = new SplittableRandom(0);
    double[] shuffled = terms.clone();
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    for (int run = 0; run < 2000; run++) {
      float sum = 0;
      for (int i = terms.length - 1; i >= 0; i--) {
        int j = random.nextInt(i + 1);
        double term = shuffled[j];
        shuffled[j] = shuffled[i];
        shuffled[i] = term;
        sum += (float) term;
      }
      lowest = Math.min(lowest, sum);
      highest = Math.max(highest, sum);
    }
    assertThat(found.spread()).isGreaterThan(3 * (highest - lowest));
    assertThat(found.evaluations()).isEqualTo(2000);
  }

  /** The largest terms first stop the sum from growing, where pairs lose nothing. */
  @Test
  void aSumThatStagnatesIsSeenAsSuch() {
    double[] ones = new double[3000];
    Arrays.fill(ones, 1);
    WorstOrders found = WorstOrderSearch.search(DType.BFLOAT16, ones, 0, 100);
    assertThat(found.lowest().sum()).isEqualTo(256);
    assertThat(found.lowest().strategy()).isEqualTo("forward, sequential");
    assertThat(found.highest().sum()).isGreaterThanOrEqualTo(3000);
  }

  @Test
  void equalArgumentsGiveEqualResults() {
    double[] terms = reciprocals(100);
    WorstOrders first = WorstOrderSearch.search(DType.FLOAT32, terms, 7, 500);
    WorstOrders second = WorstOrderSearch.search(DType.FLOAT32, terms, 7, 500);
    assertThat(second.highest().sum()).isEqualTo(first.highest().sum());
    assertThat(second.highest().order()).hasToString(first.highest().order().toString());
    assertThat(second.lowest().order()).hasToString(first.lowest().order().toString());
  }

  @Test
  void noMoreEvaluationsAreSpentThanAllowed() {
    double[] terms = reciprocals(20);
    for (int budget : new int[] {1, 2, 15, 79, 81, 100, 106, 179, 180, 181, 300}) {
      assertThat(WorstOrderSearch.search(DType.FLOAT32, terms, 0, budget).evaluations())
          .isEqualTo(budget);
    }
    WorstOrders single = WorstOrderSearch.search(DType.FLOAT32, terms, 0, 1);
    assertThat(single.lowest()).isSameAs(single.highest());
    assertThat(single.lowest().strategy()).isEqualTo("forward, sequential");
  }

  @Test
  void exactDataHaveOneSum() {
    WorstOrders found = WorstOrderSearch.search(DType.FLOAT32, new double[] {4, -1, 3, 8}, 0, 500);
    assertThat(found.lowest().sum()).isEqualTo(14);
    assertThat(found.spread()).isZero();
    assertThat(found.ulpsApart()).hasValue(0);
    assertThat(found.notANumber()).isNull();
  }

  @Test
  void ulpsAreThoseOfTheDtype() {
    double[] terms = {1, 0x1p-8, 0x1p-8, 0x1p-8};
    WorstOrders found = WorstOrderSearch.search(DType.BFLOAT16, terms, 0, 300);
    assertThat(found.lowest().sum()).isEqualTo(1);
    assertThat(found.highest().sum()).isEqualTo(1 + 0x1p-6);
    assertThat(found.ulpsApart()).hasValue(2);
  }

  @Test
  void overflowsAreFoundInBothDirections() {
    double max = DType.FLOAT16.largest();
    WorstOrders found =
        WorstOrderSearch.search(DType.FLOAT16, new double[] {max, max, -max, -max}, 0, 300);
    assertThat(found.lowest().sum()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(found.highest().sum()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(
            Objects.requireNonNull(found.notANumber())
                .order()
                .sum(DType.FLOAT16, new double[] {max, max, -max, -max}))
        .isNaN();
    assertThat(found.ulpsApart()).isEmpty();
  }

  @Test
  void aTermThatIsNaNLeavesNothingElse() {
    double[] terms = {1, Double.NaN, 2};
    WorstOrders found = WorstOrderSearch.search(DType.FLOAT64, terms, 0, 200);
    assertThat(found.lowest().sum()).isNaN();
    assertThat(found.highest()).isSameAs(found.notANumber());
    assertThat(found.ulpsApart()).isEmpty();
  }

  @Test
  void thereIsNothingToSearchWithoutTermsOrEvaluations() {
    assertThatThrownBy(() -> WorstOrderSearch.search(DType.FLOAT64, new double[0], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WorstOrderSearch.search(DType.FLOAT64, new double[2], 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
