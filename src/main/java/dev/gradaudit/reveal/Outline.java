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
    /** The first half (the larger one) and the rest, each by the same rule. */
    PAIRWISE,
    /** The same, the second half being the larger one. */
    MIRRORED_PAIRWISE,
    /** Parts that are added one after the other. */
    SEQUENCE,
    /** Parts that are added at once. */
    AT_ONCE
  }

  /** Smaller ones are as easily told as runs. */
  private static final int LEAST_PAIRWISE = 4;

  /** Tells a tree. */
  public static Outline of(SummationTree tree) {
    return new Teller(tree).tell(tree.root());
  }

  /** How many terms there are in all. */
  public int terms() {
    return parts.isEmpty() ? count : parts.stream().mapToInt(Outline::terms).sum();
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
      // The spine, from the outside in, then turned round.
      List<Integer> added = new ArrayList<>();
      int at = node;
      while (!tree.isTerm(at) && tree.children(at).length == 2 && (at == node || !isWhole(at))) {
        int[] children = tree.children(at);
        boolean firstIsSpine = isSpine(children[0], children[1]);
        added.add(firstIsSpine ? children[1] : children[0]);
        at = firstIsSpine ? children[0] : children[1];
      }
      added.add(at);
      Collections.reverse(added);
      List<Outline> parts = parts(added);
      return parts.size() == 1
          ? new Outline(
              parts.get(0).kind(), node, parts.get(0).start(), parts.get(0).step(),
              parts.get(0).count(), parts.get(0).parts())
          : new Outline(Kind.SEQUENCE, node, tree.first(node), 0, 0, parts);
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
        runs(added.subList(i, to), i == 0, parts);
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
        boolean turned =
            terms.size() > 2 ? terms.get(2) - first == first - second : first > second;
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
