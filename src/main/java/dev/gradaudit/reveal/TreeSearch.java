package dev.gradaudit.reveal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tree of a sum from the sizes that {@link Prober} tells (FPRev's efficient
 * construction). From one term, the pivot, the sizes to all others say which of them join it at
 * which partial sum; each such group is then searched by itself.
 *
 * <p>It takes n - 1 probes where the pivot is one of the two terms that are added first. A pivot
 * that turns out to be added last teaches little, so the next one is taken from the other end, and
 * after that from the middle: a sequence in any direction takes no more than 2n.
 */
final class TreeSearch {
  private final Prober prober;
  private final int terms;

  /** Groups in the sequence in which they were searched: each after the one it was part of. */
  private final List<Group> groups = new ArrayList<>();

  private int placed;

  TreeSearch(Prober prober, int terms) {
    this.prober = prober;
    this.terms = terms;
  }

  /** Where a pivot is taken from. */
  private enum Pivot {
    FIRST,
    LAST,
    MIDDLE;

    Pivot next() {
      return switch (this) {
        case FIRST -> LAST;
        case LAST -> MIDDLE;
        case MIDDLE -> FIRST;
      };
    }
  }

  /** Terms that join a partial sum together. */
  private static final class Group {
    final int[] terms;

    /** Of the partial sum that they join, which is larger. */
    final int enclosing;

    final Pivot style;
    final int pivot;
    final List<Group> joining = new ArrayList<>();
    int node;

    /** Whether its last partial sum is the one that it joins: that adds several at once. */
    boolean open;

    Group(int[] terms, int enclosing, Pivot style) {
      this.terms = terms;
      this.enclosing = enclosing;
      this.style = style;
      this.pivot =
          terms[
              switch (style) {
                case FIRST -> 0;
                case LAST -> terms.length - 1;
                case MIDDLE -> terms.length / 2;
              }];
    }
  }

  /**
   * What was found.
   *
   * @param tree null where the sizes are those of no tree
   * @param contradiction then the sizes that do not fit; null otherwise
   */
  record Found(@Nullable SummationTree tree, @Nullable Contradiction contradiction) {}

  Found run() throws StoppedException {
    int[] all = new int[terms];
    Arrays.setAll(all, term -> term);
    List<Group> wave = List.of(new Group(all, terms, Pivot.FIRST));
    while (!wave.isEmpty()) {
      List<Group> next = new ArrayList<>();
      Contradiction contradiction = search(wave, next);
      if (contradiction != null) {
        return new Found(null, contradiction);
      }
      wave = next;
    }
    return new Found(tree(), null);
  }

  /** Asks for all pairs of a wave in one go. */
  private @Nullable Contradiction search(List<Group> wave, List<Group> next)
      throws StoppedException {
    int pairs = wave.stream().mapToInt(group -> group.terms.length - 1).sum();
    int[] first = new int[pairs];
    int[] second = new int[pairs];
    int pair = 0;
    for (Group group : wave) {
      for (int term : group.terms) {
        if (term != group.pivot) {
          first[pair] = group.pivot;
          second[pair++] = term;
        }
      }
    }
    int[] sizes = prober.sizes(first, second, placed);
    boolean alwaysTwo = groups.isEmpty() && Arrays.stream(sizes).allMatch(size -> size == 2);
    int from = 0;
    for (Group group : wave) {
      int to = from + group.terms.length - 1;
      groups.add(group);
      placed++;
      Contradiction contradiction =
          split(group, Arrays.copyOfRange(second, from, to), Arrays.copyOfRange(sizes, from, to));
      if (contradiction != null) {
        return new Contradiction(
            contradiction.first(),
            contradiction.second(),
            contradiction.size(),
            contradiction.members(),
            alwaysTwo);
      }
      next.addAll(group.joining);
      from = to;
    }
    return null;
  }

  /** Sorts the others by size; terms of one size stay in their sequence. */
  private static @Nullable Contradiction split(Group group, int[] others, int[] sizes) {
    Integer[] bySize = new Integer[others.length];
    Arrays.setAll(bySize, i -> i);
    Arrays.sort(bySize, (a, b) -> Integer.compare(sizes[a], sizes[b]));
    int members = 1;
    for (int from = 0; from < bySize.length; ) {
      int size = sizes[bySize[from]];
      int to = from;
      while (to < bySize.length && sizes[bySize[to]] == size) {
        to++;
      }
      members += to - from;
      boolean last = to == bySize.length;
      group.open = last && size == group.enclosing && members < size;
      if (size != members && !group.open) {
        return new Contradiction(group.pivot, others[bySize[from]], size, members, false);
      }
      int[] joining = new int[to - from];
      for (int i = from; i < to; i++) {
        joining[i - from] = others[bySize[i]];
      }
      // A pivot that nearly all others joined at once was itself added last.
      boolean shallow = joining.length > 2 && joining.length >= others.length - 1;
      group.joining.add(new Group(joining, size, shallow ? group.style.next() : Pivot.FIRST));
      from = to;
    }
    return null;
  }

  /** Puts the groups together, inner ones first. */
  private SummationTree tree() {
    List<int[]> sums = new ArrayList<>();
    for (int i = groups.size() - 1; i >= 0; i--) {
      Group group = groups.get(i);
      int node = group.pivot;
      for (Group joining : group.joining) {
        if (joining.open) {
          // The group's last partial sum is this very one, which lacks the pivot's side.
          int[] sum = sums.get(joining.node - terms);
          int[] wider = Arrays.copyOf(sum, sum.length + 1);
          wider[sum.length] = node;
          sums.set(joining.node - terms, wider);
          node = joining.node;
        } else {
          sums.add(new int[] {node, joining.node});
          node = terms + sums.size() - 1;
        }
      }
      group.node = node;
    }
    return SummationTree.of(terms, inSequence(sums));
  }

  /** The sums with their summands first: one that was widened may precede what it took in. */
  private List<int[]> inSequence(List<int[]> sums) {
    int[] place = new int[sums.size()];
    Arrays.fill(place, -1);
    List<int[]> sequence = new ArrayList<>(sums.size());
    int[] stack = new int[sums.size() + 1];
    int[] next = new int[sums.size()];
    for (int root = 0; root < sums.size(); root++) {
      int depth = 0;
      if (place[root] < 0) {
        stack[depth++] = root;
      }
      while (depth > 0) {
        int sum = stack[depth - 1];
        int[] summands = sums.get(sum);
        if (next[sum] < summands.length) {
          int child = summands[next[sum]++] - terms;
          if (child >= 0 && place[child] < 0) {
            stack[depth++] = child;
          }
        } else {
          depth--;
          place[sum] = sequence.size();
          sequence.add(
              Arrays.stream(summands)
                  .map(child -> child < terms ? child : terms + place[child - terms])
                  .toArray());
        }
      }
    }
    return sequence;
  }
}
