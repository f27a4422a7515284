package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderSpecTest {
  private static final List<SiteKey> KEYS =
      List.of(
          new SiteKey(3, "sum", "forward", "", 1, 8),
          new SiteKey(4, "sum", "forward", "", 1, 8),
          new SiteKey(3, "mean", "forward", "", 1, 8),
          new SiteKey(3, "sum", "grad of x", "", 1, 8),
          new SiteKey(3, "sum", "forward", "denominator", 1, 8),
          new SiteKey(3, "sum", "forward", "", 2, 8),
          new SiteKey(3, "sum", "forward", "", 1, 9));

  @Test
  void everySiteAndSeedHasAPermutationOfItsOwn() throws OrderSyntaxException {
    Order order = Orders.parse("shuffled");
    Set<List<Integer>> permutations = new HashSet<>();
    for (SiteKey key : KEYS) {
      for (long seed = 0; seed < 3; seed++) {
        permutations.add(permutation(order, key, seed));
      }
    }
    assertThat(permutations).hasSize(KEYS.size() * 3);
    assertThat(permutation(order, KEYS.get(0), 2)).isEqualTo(permutation(order, KEYS.get(0), 2));
  }

  @Test
  void everySiteSeedAndChunkHasATreeOfItsOwn() throws OrderSyntaxException {
    Order order = Orders.parse("random-tree");
    Set<OrderEmulator.Node> trees = new HashSet<>();
    for (SiteKey key : KEYS) {
      for (long seed = 0; seed < 3; seed++) {
        Chunks chunks = (Chunks) segment(order, key, 40, 2, seed).schedule();
        chunks.trees().forEach(tree -> trees.add(TreeRecorder.record(tree)));
      }
    }
    assertThat(trees).hasSize(KEYS.size() * 3 * 2);
  }

  @Test
  void onlyAtomicSumsThatRoundRace() throws OrderSyntaxException {
    assertThat(Orders.parse("atomic").races()).isTrue();
    assertThat(Orders.parse("reversed/atomic/wide").races()).isTrue();
    assertThat(Orders.parse("atomic/exact").races()).isFalse();
    assertThat(Orders.parse("shuffled/random-tree").races()).isFalse();
  }

  @Test
  void onlyFmaFusesProducts() throws OrderSyntaxException {
    assertThat(Orders.parse("pairwise/fma").fusesProducts()).isTrue();
    assertThat(Orders.parse("wide").fusesProducts()).isFalse();
  }

  @Test
  void aSiteWithoutTermsOrSumsHasAnEmptyPlan() {
    OrderSpec order = OrderSpec.SEQUENTIAL;
    assertThat(order.plan(Sites.sums(DType.FLOAT32, 0, 3), 1, 0).segments()).isEmpty();
    assertThat(order.plan(Sites.sums(DType.FLOAT32, 3, 0), 1, 0).segments()).isEmpty();
  }

  @Test
  void threadsAreAtLeastOne() {
    Site site = Sites.sums(DType.FLOAT32, 3, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OrderSpec.SEQUENTIAL.plan(site, 0, 0))
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Summation(OrderSpec.SEQUENTIAL, 0, 0));
  }

  private static List<Integer> permutation(Order order, SiteKey key, long seed) {
    TermOrder terms = segment(order, key, 40, 1, seed).terms();
    return Arrays.stream(((TermOrder.Listed) terms).terms()).boxed().toList();
  }

  private static SumPlan.Segment segment(
      Order order, SiteKey key, int terms, int threads, long seed) {
    Layout layout = new Layout(List.of(terms, 1), List.of(0));
    Site site = new Site(key, SiteKind.SUM, layout, DType.FLOAT32, terms, 1, false);
    return order.plan(site, threads, seed).segments().get(0);
  }
}
