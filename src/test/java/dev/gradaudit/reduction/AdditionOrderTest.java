package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdditionOrderTest {
  private static final CounterRandom RANDOM = CounterRandom.of(1, "trees");

  private static AdditionOrder order(Tree tree, int terms) {
    return AdditionOrder.of(tree, terms, RANDOM);
  }

  @Test
  void ordersAreWrittenAsExpressions() {
    assertThat(order(new Tree.Sequential(), 4)).hasToString("(((x0 + x1) + x2) + x3)");
    assertThat(order(new Tree.Pairwise(), 5)).hasToString("(((x0 + x1) + x2) + (x3 + x4))");
    assertThat(order(new Tree.Strided(2), 5)).hasToString("(((x0 + x2) + x4) + (x1 + x3))");
    assertThat(order(new Tree.Blocked(3), 5)).hasToString("(((x0 + x1) + x2) + (x3 + x4))");
    assertThat(order(new Tree.Sequential(), 1)).hasToString("x0");
    assertThat(order(new Tree.Pairwise(), 4).with(new int[] {3, 0, 2, 1}))
        .hasToString("((x3 + x0) + (x2 + x1))");
  }

  @Test
  void permutationAndHeightAreThoseOfTheTree() {
    AdditionOrder strided = order(new Tree.Strided(2), 5).with(new int[] {4, 3, 2, 1, 0});
    assertThat(strided.permutation()).containsExactly(4, 2, 0, 3, 1);
    assertThat(strided.height()).isEqualTo(3);
    assertThat(order(new Tree.Pairwise(), 64).height()).isEqualTo(6);
    assertThat(order(new Tree.Sequential(), 1).height()).isZero();
  }

  @Test
  void aLongChainNeedsNoDeepStack() {
    int terms = 200_000;
    AdditionOrder chain = order(new Tree.Sequential(), terms);
    assertThat(chain.height()).isEqualTo(terms - 1);
    assertThat(chain.permutation()).isEqualTo(IntStream.range(0, terms).toArray());
    assertThat(chain.toString()).endsWith(" + x199999)").startsWith("((((");
    int[] left = new int[terms - 1];
    int[] right = new int[terms - 1];
    for (int i = 0; i < terms - 1; i++) {
      left[i] = i + 1;
      right[i] = i == 0 ? 0 : terms + i - 1;
    }
    AdditionOrder leansRight = AdditionOrder.of(left, right);
    assertThat(leansRight.permutation()[0]).isEqualTo(terms - 1);
    assertThat(leansRight.toString()).endsWith("))))");
  }

  @Test
  void sumsAreThoseOfTheOrderGrammar() {
    List<Tree> trees =
        List.of(
            new Tree.Sequential(), new Tree.Pairwise(), new Tree.Strided(3), new Tree.Blocked(4));
    for (int seed = 0; seed < 20 * NastyNumbers.KINDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 1 + random.nextInt(40);
      double[] terms = NastyNumbers.column(seed % NastyNumbers.KINDS, n, DType.FLOAT32, random);
      float[] floats = new float[n];
      IntStream.range(0, n).forEach(i -> floats[i] = (float) terms[i]);
      for (Tree tree : trees) {
        OrderSpec spec = new OrderSpec(Permutation.FORWARD, tree, Accumulation.PLAIN);
        Summation summation = new Summation(spec, 1, 0);
        String what = "seed " + seed + ", " + tree + ", " + Arrays.toString(terms);
        // Arrays are compared by bits.
        assertThat(new double[] {order(tree, n).sum(DType.FLOAT64, terms)})
            .as(what)
            .isEqualTo(summation.sumBlock(Sites.sums(DType.FLOAT64, n, 1), terms));
        assertThat(new float[] {(float) order(tree, n).sum(DType.FLOAT32, terms)})
            .as(what)
            .isEqualTo(summation.sumBlock(Sites.sums(DType.FLOAT32, n, 1), floats));
      }
    }
  }

  @Test
  void anOrderAddsItsOwnNumberOfTerms() {
    AdditionOrder order = order(new Tree.Pairwise(), 3);
    assertThat(order.terms()).isEqualTo(3);
    assertThatThrownBy(() -> order.sum(DType.FLOAT64, new double[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 terms cannot add 4");
  }
}
