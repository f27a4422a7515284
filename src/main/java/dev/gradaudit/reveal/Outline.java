package dev.gradaudit.reveal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree as a person would tell it: runs of terms that are added one after the other, balanced
 * subtrees, and what is made of them.
 *
 * @param node of the tree that is told
 * @param start of a run or a balanced subtree its first term
 * @param step from term to term in a run, in the sequence in which they are added
 * @param count of terms in a run or a balanced subtree
 * @param parts what is combined, the first one first; empty for terms
 */
public record Outline(Kind kind, int node, int start, int step, int count, List<Outline> parts) {
  /** What a part of the outline is. */
  public enum Kind {
    /** Terms in arithmetic progression, one added after the other. */
    RUN,
    /**
     * Terms in any sequence: {@code parts} are runs, and each term is added to what is before it.
     */
    TERMS,
    /** The first half (the larger one) and the rest, each by the same rule. */
    PAIRWISE,
    /** The same, the second half being the larger one. */
    MIRRORED_PAIRWISE,
    /** Parts that are added one after the other. */
    SEQUENCE,
    /** Two, four, eight, … parts: neighbours are added, then neighbouring sums, and so on. */
    PAIRS,
    /** Parts that are added at once. */
    AT_ONCE
  }

  /** Smaller ones are as easily told as runs. */
  private static final int LEAST_PAIRWISE = 4;

  /** Of about the same size is what is less than so many times as large. */
  private static final int LIKE = 2;

  /** Tells a tree. */
  public static Outline of(SummationTree tree) {
    return new Teller(tree).tell(tree.root());
  }

  /** How many terms there are in all. */
  public int terms() {
    return parts.isEmpty() || kind == Kind.TERMS
        ? count
        : parts.stream().mapToInt(Outline::terms).sum();
  }

  /**
   * By how much the terms of another outline of the same form are further on.
   *
   * @return 0 where it has another form
   */
  public int shiftTo(Outline other) {
    int shift = other.start - start;
    boolean alike =
        kind == other.kind
            && (step == other.step || count == 1)
            && count == other.count
            && parts.size() == other.parts.size();
    for (int i = 0; alike && i < parts.size(); i++) {
      alike = parts.get(i).shiftTo(other.parts.get(i)) == shift;
    }
    return alike ? shift : 0;
  }

  private static Outline run(int node, int start, int step, int count) {
    return new Outline(Kind.RUN, node, start, step, count, List.of());
  }

  /** Goes down the higher side of every node, so that no more than √(2n) calls are nested. */
  private static final class Teller {
    private final SummationTree tree;
    private final int[] heights;
    private final boolean[] pairwise;
    private final boolean[] mirrored;

    Teller(SummationTree tree) {
      this.tree = tree;
      this.heights = tree.heights();
      this.pairwise = balanced(false);
      this.mirrored = balanced(true);
    }

    private boolean[] balanced(boolean laterIsLarger) {
      boolean[] balanced = new boolean[tree.nodes()];
      for (int node = 0; node < balanced.length; node++) {
        int[] children = tree.children(node);
        if (children.length == 2) {
          int size = tree.size(node);
          int early = laterIsLarger ? size / 2 : size - size / 2;
          balanced[node] =
              balanced[children[0]]
                  && balanced[children[1]]
                  && tree.size(children[0]) == early
                  && tree.first(children[1]) == tree.first(node) + early;
        } else {
          balanced[node] = children.length == 0;
        }
      }
      return balanced;
    }

    Outline tell(int node) {
      if (tree.isTerm(node)) {
        return run(node, node, 1, 1);
      }
      Outline whole = whole(node);
      if (whole != null) {
        return whole;
      }
      if (isPair(node)) {
        return pairs(node);
      }
      // The spine, from the outside in, then turned round.
      List<Integer> added = new ArrayList<>();
      int at = node;
      while (goesOn(at, added)) {
        int[] children = tree.children(at);
        boolean firstIsSpine = isSpine(children[0], children[1]);
        added.add(firstIsSpine ? children[1] : children[0]);
        at = firstIsSpine ? children[0] : children[1];
      }
      added.add(at);
      Collections.reverse(added);
      List<Outline> parts = parts(added);
      if (parts.size() > 1) {
        return new Outline(Kind.SEQUENCE, node, tree.first(node), 0, 0, List.copyOf(parts));
      }
      Outline only = parts.get(0);
      return new Outline(only.kind(), node, only.start(), only.step(), only.count(), only.parts());
    }

    /** Whether to look on for what was added first. */
    private boolean goesOn(int node, List<Integer> added) {
      if (added.isEmpty()) {
        return true;
      }
      if (tree.isTerm(node) || isWhole(node)) {
        return false;
      }
      if (!isPair(node)) {
        return true;
      }
      // Two sums to which others of their size are added are the first two of these.
      int latest = tree.size(added.get(added.size() - 1));
      return latest > 1 && LIKE * latest > tree.size(tree.children(node)[1]);
    }

    /** Whether a node adds two sums of about the same size. */
    private boolean isPair(int node) {
      int[] children = tree.children(node);
      if (children.length != 2 || isWhole(node)) {
        return false;
      }
      int smaller = Math.min(tree.size(children[0]), tree.size(children[1]));
      int larger = Math.max(tree.size(children[0]), tree.size(children[1]));
      return smaller > 1 && larger < LIKE * smaller;
    }

    /** As many levels of pairs as are complete. */
    private Outline pairs(int node) {
      List<Integer> level = List.of(node);
      List<Integer> below = new ArrayList<>();
      while (level.stream().allMatch(this::isPair)) {
        for (int pair : level) {
          for (int child : tree.children(pair)) {
            below.add(child);
          }
        }
        level = List.copyOf(below);
        below.clear();
      }
      List<Outline> parts = level.stream().map(this::tell).toList();
      return new Outline(Kind.PAIRS, node, tree.first(node), 0, 0, parts);
    }

    private boolean isWhole(int node) {
      return tree.size(node) >= LEAST_PAIRWISE && (pairwise[node] || mirrored[node])
          || tree.children(node).length > 2;
    }

    /** What is told without looking at a spine; null for anything else. */
    private @Nullable Outline whole(int node) {
      int[] children = tree.children(node);
      if (children.length > 2) {
        List<Outline> parts = new ArrayList<>();
        for (int child : children) {
          parts.add(tell(child));
        }
        return new Outline(Kind.AT_ONCE, node, tree.first(node), 0, 0, List.copyOf(parts));
      }
      if (isWhole(node)) {
        Kind kind = pairwise[node] ? Kind.PAIRWISE : Kind.MIRRORED_PAIRWISE;
        return new Outline(kind, node, tree.first(node), 1, tree.size(node), List.of());
      }
      return null;
    }

    private boolean isSpine(int child, int other) {
      if (heights[child] != heights[other]) {
        return heights[child] > heights[other];
      }
      return tree.size(child) >= tree.size(other);
    }

    /** Joins neighbouring terms to runs. */
    private List<Outline> parts(List<Integer> added) {
      List<Outline> parts = new ArrayList<>();
      for (int i = 0; i < added.size(); ) {
        if (!tree.isTerm(added.get(i))) {
          parts.add(tell(added.get(i++)));
          continue;
        }
        int to = i + 1;
        while (to < added.size() && tree.isTerm(added.get(to))) {
          to++;
        }
        List<Outline> runs = new ArrayList<>();
        runs(added.subList(i, to), i == 0, runs);
        int first = runs.get(0).start();
        parts.add(
            i == 0 && runs.size() == 1
                ? runs.get(0)
                : new Outline(Kind.TERMS, first, first, 0, to - i, List.copyOf(runs)));
        i = to;
      }
      return parts;
    }

    /**
     * @param begins whether the first two are added to each other: either may come first
     */
    private static void runs(List<Integer> terms, boolean begins, List<Outline> parts) {
      List<Integer> sequence = new ArrayList<>(terms);
      if (begins && terms.size() > 1) {
        int first = terms.get(0);
        int second = terms.get(1);
        boolean turned = terms.size() > 2 ? terms.get(2) - first == first - second : first > second;
        if (turned) {
          Collections.swap(sequence, 0, 1);
        }
      }
      for (int i = 0; i < sequence.size(); ) {
        int to = i + 1;
        int step = to < sequence.size() ? sequence.get(to) - sequence.get(i) : 1;
        while (to < sequence.size() && sequence.get(to) - sequence.get(to - 1) == step) {
          to++;
        }
        // Two terms make a run of their own only where nothing better follows.
        boolean betterAlone =
            to - i == 2
                && to + 1 < sequence.size()
                && sequence.get(to) - sequence.get(to - 1)
                    == sequence.get(to + 1) - sequence.get(to);
        if (betterAlone) {
          to--;
          step = 1;
        }
        int start = sequence.get(i);
        parts.add(run(start, start, step, to - i));
        i = to;
      }
    }
  }
}
