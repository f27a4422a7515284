package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All orders of a few terms, one after the other: every binary tree, grown by hanging each further
 * term on every edge of every smaller tree, and every permutation.
 */
final class EveryTree {
  /** A term, or the sum of two trees. */
  record Node(int term, @Nullable Node left, @Nullable Node right) {
    double sum(DType dtype, double[] terms) {
      return left == null || right == null
          ? terms[term]
          : add(dtype, left.sum(dtype, terms), right.sum(dtype, terms));
    }
  }

  private EveryTree() {}

  /** An addition in the arithmetic of the dtype, as Java has it. */
  static double add(DType dtype, double a, double b) {
    return dtype == DType.FLOAT64 ? a + b : dtype.round((float) a + (float) b);
  }

  /** All (2n − 3)!! trees over n terms. */
  static List<Node> over(int n) {
    List<Node> trees = List.of(new Node(0, null, null));
    for (int term = 1; term < n; term++) {
      Node leaf = new Node(term, null, null);
      List<Node> larger = new ArrayList<>();
      trees.forEach(tree -> larger.addAll(hang(leaf, tree)));
      trees = larger;
    }
    return trees;
  }

  private static List<Node> hang(Node leaf, Node tree) {
    List<Node> trees = new ArrayList<>();
    trees.add(new Node(-1, tree, leaf));
    if (tree.left() != null && tree.right() != null) {
      hang(leaf, tree.left()).forEach(left -> trees.add(new Node(-1, left, tree.right())));
      hang(leaf, tree.right()).forEach(right -> trees.add(new Node(-1, tree.left(), right)));
    }
    return trees;
  }

  /** All n! permutations of 0 … n - 1. */
  static void permutations(int n, Consumer<List<Integer>> visitor) {
    permute(new ArrayList<>(), n, visitor);
  }

  private static void permute(List<Integer> chosen, int n, Consumer<List<Integer>> visitor) {
    if (chosen.size() == n) {
      visitor.accept(chosen);
    }
    for (int i = 0; i < n; i++) {
      if (!chosen.contains(i)) {
        chosen.add(i);
        permute(chosen, n, visitor);
        chosen.remove(chosen.size() - 1);
      }
    }
  }
}
