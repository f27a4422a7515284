package dev.gradaudit.reveal;

import dev.gradaudit.reduction.AdditionOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * In which groups the terms of a sum are added. Which of two summands stands on the left is not
 * part of it, since addition commutes; a node has three children or more where a machine adds so
 * many numbers at once.
 *
 * <p>Nodes are numbered: below n the terms, n and above the partial sums, the smaller ones first
 * and equally large ones by their first term, so that a partial sum follows those that it is made
 * of and the last node is the whole sum. Equal trees have equal numbers.
 */
public final class SummationTree {
  private final int terms;

  /** For each partial sum what it adds, by first term. */
  private final int[][] children;

  private final int[] first;
  private final int[] size;

  private SummationTree(int terms, int[][] children) {
    this.terms = terms;
    this.children = children;
    this.first = new int[terms + children.length];
    this.size = new int[terms + children.length];
    measure(terms, Arrays.asList(children), first, size);
  }

  /**
   * The tree of some partial sums.
   *
   * @param terms at least 1
   * @param sums for each partial sum what it adds, two or more: below n a term, n + j partial sum j
   *     of this list, which precedes; the last one is the whole
   */
  public static SummationTree of(int terms, List<int[]> sums) {
    int nodes = terms + sums.size();
    int[] first = new int[nodes];
    int[] size = new int[nodes];
    measure(terms, sums, first, size);
    if (size[nodes - 1] != terms) {
      throw new IllegalArgumentException(
          "the last sum has " + size[nodes - 1] + " of " + terms + " terms");
    }
    Integer[] sequence = new Integer[sums.size()];
    Arrays.setAll(sequence, i -> terms + i);
    Arrays.sort(
        sequence,
        Comparator.<Integer>comparingInt(node -> size[node]).thenComparingInt(node -> first[node]));
    int[] renamed = new int[nodes];
    Arrays.setAll(renamed, node -> node);
    for (int i = 0; i < sequence.length; i++) {
      renamed[sequence[i]] = terms + i;
    }
    int[][] children = new int[sums.size()][];
    for (int i = 0; i < sequence.length; i++) {
      int[] given = sums.get(sequence[i] - terms);
      children[i] =
          Arrays.stream(given)
              .boxed()
              .sorted(Comparator.comparingInt(child -> first[child]))
              .mapToInt(child -> renamed[child])
              .toArray();
    }
    return new SummationTree(terms, children);
  }

  /** The tree of some additions, without their left and right. */
  public static SummationTree of(AdditionOrder additions) {
    List<int[]> sums = new ArrayList<>(additions.terms());
    for (int i = 0; i < additions.terms() - 1; i++) {
      sums.add(new int[] {additions.left(i), additions.right(i)});
    }
    return of(additions.terms(), sums);
  }

  private static void measure(int terms, List<int[]> sums, int[] first, int[] size) {
    for (int term = 0; term < terms; term++) {
      first[term] = term;
      size[term] = 1;
    }
    for (int i = 0; i < sums.size(); i++) {
      int node = terms + i;
      first[node] = Integer.MAX_VALUE;
      for (int child : sums.get(i)) {
        first[node] = Math.min(first[node], first[child]);
        size[node] += size[child];
      }
    }
  }

  public int terms() {
    return terms;
  }

  /** How many nodes there are, terms among them. */
  public int nodes() {
    return terms + children.length;
  }

  /** The whole sum. */
  public int root() {
    return nodes() - 1;
  }

  public boolean isTerm(int node) {
    return node < terms;
  }

  /** What a partial sum adds, by first term; nothing for a term. The caller may keep the array. */
  public int[] children(int node) {
    return isTerm(node) ? new int[0] : children[node - terms].clone();
  }

  /** The first of a node's terms. */
  public int first(int node) {
    return first[node];
  }

  /** How many terms a node has. */
  public int size(int node) {
    return size[node];
  }

  /** For each node the longest chain of additions below it. */
  public int[] heights() {
    int[] heights = new int[nodes()];
    for (int i = 0; i < children.length; i++) {
      for (int child : children[i]) {
        heights[terms + i] = Math.max(heights[terms + i], 1 + heights[child]);
      }
    }
    return heights;
  }

  /** For each node the partial sum that takes it in; the node itself for the whole sum. */
  public int[] parents() {
    int[] parents = new int[nodes()];
    parents[root()] = root();
    for (int i = 0; i < children.length; i++) {
      for (int child : children[i]) {
        parents[child] = terms + i;
      }
    }
    return parents;
  }

  /** How many numbers the widest node adds at once: 2 where every node is an addition. */
  public int widest() {
    return Arrays.stream(children).mapToInt(sum -> sum.length).max().orElse(0);
  }

  /** The terms of a node, in ascending order. */
  public int[] termsOf(int node) {
    int[] found = new int[size[node]];
    int[] stack = new int[nodes()];
    int depth = 0;
    int next = 0;
    stack[depth++] = node;
    while (depth > 0) {
      int top = stack[--depth];
      if (isTerm(top)) {
        found[next++] = top;
      } else {
        for (int child : children[top - terms]) {
          stack[depth++] = child;
        }
      }
    }
    Arrays.sort(found);
    return found;
  }

  /**
   * A node in a word: {@code x3} for a term, {@code x3:5} for the partial sum of five terms of
   * which x3 is the first. No two nodes of a tree have the same.
   */
  public String name(int node) {
    return isTerm(node) ? "x" + node : "x" + first[node] + ":" + size[node];
  }

  /** What a partial sum adds: {@code x0:2 + x2}. */
  public String expression(int node) {
    StringBuilder text = new StringBuilder();
    for (int child : children[node - terms]) {
      text.append(text.isEmpty() ? "" : " + ").append(name(child));
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SummationTree tree
        && terms == tree.terms
        && Arrays.deepEquals(children, tree.children);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(children);
  }

  /** A line for each partial sum, {@code x0:3 = x0:2 + x2}, the smaller ones first. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int node = terms; node < nodes(); node++) {
      text.append(name(node)).append(" = ").append(expression(node)).append('\n');
    }
    return text.toString();
  }
}
