package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.numeric.CounterRandom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RandomSplitsTest {
  @Test
  void aNodeOfFourTermsGivesEachNumberToTheLeftEquallyOften() {
    Map<OrderEmulator.Node, Integer> counts = new HashMap<>();
    int draws = 6000;
    for (int seed = 0; seed < draws; seed++) {
      RandomSplits tree = RandomSplits.draw(2, 6, CounterRandom.of(seed, "tree"));
      counts.merge(TreeRecorder.record(tree), 1, Integer::sum);
    }
    // Left parts of 1, 2 and 3 terms; those of 1 and 3 leave two shapes for the three others.
    assertThat(counts).hasSize(5);
    counts.forEach(
        (tree, count) -> {
          boolean halves = leaves(tree.left()) == 2;
          assertThat(count).isCloseTo(halves ? draws / 3 : draws / 6, within(150));
        });
  }

  @Test
  void aLargeTreeIsWalkedWithFewRegistersAndWithoutRecursion() {
    int terms = 1_000_000;
    RandomSplits tree = RandomSplits.draw(0, terms, CounterRandom.of(1, "tree"));
    Balance balance = new Balance(tree.registers());
    tree.into(balance, 0);
    assertThat(balance.leaves).isEqualTo(terms);
    assertThat(balance.combines).isEqualTo(terms - 1);
    assertThat(balance.highest).isEqualTo(tree.registers() - 1).isLessThan(80);
  }

  @Test
  void halvingNeedsTheRegistersThatItNames() {
    for (int terms = 1; terms < 600; terms++) {
      TreeWalk.Halves tree = new TreeWalk.Halves(5, 5 + terms);
      Balance balance = new Balance(tree.registers());
      tree.into(balance, 0);
      assertThat(balance.leaves).isEqualTo(terms);
      assertThat(tree.registers()).isEqualTo(balance.highest + 1);
    }
  }

  private static int leaves(OrderEmulator.@Nullable Node node) {
    if (node == null) {
      return 0;
    }
    return node.left() == null ? 1 : leaves(node.left()) + leaves(node.right());
  }

  /** Counts, and holds every register to be set before it is combined and unset after. */
  private static final class Balance implements PartialSums {
    private final boolean[] set;
    private int leaves;
    private int combines;
    private int highest;

    Balance(int registers) {
      set = new boolean[registers];
    }

    @Override
    public void leaf(int register, int term) {
      if (set[register]) {
        throw new AssertionError("register in use");
      }
      set[register] = true;
      leaves++;
      highest = Math.max(highest, register);
    }

    @Override
    public void zero(int register) {
      throw new AssertionError();
    }

    @Override
    public void addLeaves(int register, int from, int to, int step) {
      leaves += to - from;
    }

    @Override
    public void combine(int left, int right) {
      if (!set[left] || !set[right]) {
        throw new AssertionError("unset register");
      }
      set[right] = false;
      combines++;
    }
  }
}
