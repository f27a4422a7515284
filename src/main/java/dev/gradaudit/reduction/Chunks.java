package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The terms cut into contiguous chunks, one for each logical thread: each summed by a tree of its
 * own, then combined.
 *
 * @param trees at least one
 */
record Chunks(List<TreeWalk> trees, boolean racing) implements Schedule {
  /**
   * min(threads, terms) chunks whose sizes differ by at most one, the longer ones first.
   *
   * @param terms at least 1
   * @param random the stream that draws the tree of each chunk
   */
  static Chunks of(Tree tree, int terms, int threads, IntFunction<CounterRandom> random) {
    int chunks = Math.min(threads, terms);
    List<TreeWalk> trees = new ArrayList<>(chunks);
    int end = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
      int start = end;
      end += terms / chunks + (chunk < terms % chunks ? 1 : 0);
      int number = chunk;
      trees.add(TreeWalk.of(tree, start, end, () -> random.apply(number)));
    }
    return new Chunks(trees, tree instanceof Tree.Atomic);
  }

  @Override
  public int registers() {
    int most = 0;
    for (TreeWalk tree : trees) {
      most = Math.max(most, tree.registers());
    }
    // A race needs a register for every chunk, as they are all under way at once.
    return racing ? trees.size() : most + 1;
  }

  @Override
  public int walk(PartialSums sums, Arrivals arrivals) {
    return racing && trees.size() > 1 ? race(sums, arrivals) : inOrder(sums);
  }

  private int inOrder(PartialSums sums) {
    trees.get(0).into(sums, 0);
    for (int chunk = 1; chunk < trees.size(); chunk++) {
      trees.get(chunk).into(sums, 1);
      sums.combine(0, 1);
    }
    return 0;
  }

  /** A racing chunk is summed in sequence, which takes one register. */
  private int race(PartialSums sums, Arrivals arrivals) {
    int[] order = arrivals.race(trees.size(), chunk -> trees.get(chunk).into(sums, chunk));
    for (int i = 1; i < order.length; i++) {
      sums.combine(order[0], order[i]);
    }
    return order[0];
  }
}
