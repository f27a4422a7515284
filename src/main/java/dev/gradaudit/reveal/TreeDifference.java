package dev.gradaudit.reveal;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.reduction.AdditionOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first difference between two trees over the same terms: the smallest partial sum of one that
 * the other does not form. What it adds, both of them form.
 *
 * @param node in the one tree
 * @param otherNode what the other tree does instead: the partial sum that takes in the first
 *     summand
 */
public record TreeDifference(SummationTree tree, int node, SummationTree other, int otherNode) {
  /**
   * Compares two trees by the sets of terms that they add up, which make a tree.
   *
   * @return empty for equal trees
   */
  public static Optional<TreeDifference> between(SummationTree tree, SummationTree other) {
    if (tree.terms() != other.terms()) {
      throw new IllegalArgumentException(
          "trees of " + tree.terms() + " and " + other.terms() + " terms");
    }
    if (tree.equals(other)) {
      return Optional.empty();
    }
    long[] sets = sets(tree);
    long[] otherSets = sets(other);
    Map<Long, Integer> formed = new HashMap<>();
    for (int node = 0; node < other.nodes(); node++) {
      formed.put(otherSets[node], node);
    }
    for (int node = tree.terms(); node < tree.nodes(); node++) {
      if (!formed.containsKey(sets[node])) {
        Integer summand = formed.get(sets[tree.children(node)[0]]);
        if (summand != null) {
          return Optional.of(new TreeDifference(tree, node, other, other.parents()[summand]));
        }
      }
    }
    // Every set of the one is in the other, which has more of them: it adds fewer numbers at once.
    return between(other, tree)
        .map(turned -> new TreeDifference(tree, turned.otherNode(), other, turned.node()));
  }

  /** For each node a number that stands for the set of its terms. */
  private static long[] sets(SummationTree tree) {
    CounterRandom random = CounterRandom.of(0, "terms");
    long[] sets = new long[tree.nodes()];
    for (int node = 0; node < sets.length; node++) {
      if (tree.isTerm(node)) {
        sets[node] = random.bits(node);
      }
      for (int child : tree.children(node)) {
        sets[node] += sets[child];
      }
    }
    return sets;
  }

  /**
   * Whether a tree forms the partial sums of some additions.
   *
   * @param count how many of the additions, from the first on
   */
  static boolean formsAll(SummationTree tree, AdditionOrder additions, int count) {
    CounterRandom random = CounterRandom.of(0, "terms");
    Set<Long> formed = new HashSet<>();
    for (long set : sets(tree)) {
      formed.add(set);
    }
    long[] operands = new long[additions.terms() + count];
    for (int term = 0; term < additions.terms(); term++) {
      operands[term] = random.bits(term);
    }
    for (int i = 0; i < count; i++) {
      long set = operands[additions.left(i)] + operands[additions.right(i)];
      operands[additions.terms() + i] = set;
      if (!formed.contains(set)) {
        return false;
      }
    }
    return true;
  }
}
