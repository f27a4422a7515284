package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.reduction.DeclaredSum;
import dev.gradaudit.reduction.Layout;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.SiteKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the order of the grammar that a tree is, if it is one that nothing random drew. */
public final class GenericOrders {
  private static final int[] THREADS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

  /** Beyond it only the likely numbers of threads are tried. */
  private static final int MANY_TERMS = 5000;

  private GenericOrders() {}

  /**
   * The name of an order.
   *
   * @param order as it is written
   * @param threads with which it gives the tree
   */
  public record Match(String order, int threads) {}

  /**
   * The first order that gives the tree, simple ones before others.
   *
   * @param threads a likely number of them
   */
  public static Optional<Match> of(SummationTree tree, int threads) {
    Set<Integer> counts = new LinkedHashSet<>(List.of(1, threads));
    for (int count : THREADS) {
      if (tree.terms() <= MANY_TERMS) {
        counts.add(count);
      }
    }
    List<String> candidates = candidates(tree);
    for (int count : counts) {
      for (String candidate : candidates) {
        if (count <= tree.terms() && tree(candidate, tree.terms(), count).equals(tree)) {
          return Optional.of(new Match(candidate, count));
        }
      }
    }
    return Optional.empty();
  }

  /** Orders whose sizes are read off the sums that the first and the last term are in. */
  private static List<String> candidates(SummationTree tree) {
    List<String> candidates = new ArrayList<>();
    int last = tree.terms() - 1;
    int[] parents = tree.parents();
    for (String direction : new String[] {"", "reversed/"}) {
      int start = direction.isEmpty() ? 0 : last;
      candidates.add(direction.isEmpty() ? "sequential" : "reversed");
      candidates.add(direction + "pairwise");
      int node = parents[start];
      if (tree.terms() > 1 && tree.size(node) == 2) {
        int[] pair = tree.children(node);
        candidates.add(direction + "strided:" + (pair[1] - pair[0]));
      }
      int block = 1;
      while (tree.size(node) == block + 1 && node != tree.root()) {
        block++;
        node = parents[node];
      }
      candidates.add(direction + "blocked:" + block);
    }
    return candidates;
  }

  private static SummationTree tree(String name, int terms, int threads) {
    Site site =
        new Site(
            new SiteKey(0, "sum", "forward", "", 1, 1),
            SiteKind.SUM,
            new Layout(List.of(terms), List.of(0)),
            DType.FLOAT32,
            terms,
            1,
            false);
    try {
      Order order = Orders.parse(name);
      return SummationTree.of(DeclaredSum.of(order.plan(site, threads, 0), terms, 0).additions());
    } catch (OrderSyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
