package dev.gradaudit.audit.shrink;

import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.Accumulation;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.reduction.Permutation;
import dev.gradaudit.reduction.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Makes the two configurations plainer and more alike: parts of the orders are left out, there are
 * fewer threads, the seed is 0.
 */
final class OrderCuts implements Reduction {
  private record Pair(Configuration from, Configuration to) {
    long special() {
      return Size.schedule(from, to);
    }
  }

  @Override
  public void reduce(Search search) {
    while (plainer(search)) {
      // Each step makes the next ones possible.
    }
  }

  private static boolean plainer(Search search) {
    Candidate base = search.best();
    Pair now = new Pair(base.from(), base.to());
    List<Pair> pairs = new ArrayList<>(pairs(now));
    pairs.removeIf(pair -> pair.special() >= now.special() || pair.from().equals(pair.to()));
    pairs.sort(Comparator.comparingLong(Pair::special));
    for (Pair pair : pairs) {
      if (search.accepts(base.withConfigurations(pair.from(), pair.to()))) {
        return true;
      }
    }
    return false;
  }

  /** One side changed, or both in the same way. */
  private static Set<Pair> pairs(Pair now) {
    List<UnaryOperator<Configuration>> changes = new ArrayList<>();
    for (Configuration side : List.of(now.from(), now.to())) {
      changes.add(any -> withOrder(any, side.order()));
      changes.add(any -> withThreads(any, side.threads()));
      changes.add(any -> withSeed(any, side.seed()));
      for (int threads : smaller(side.threads(), 1)) {
        changes.add(any -> withThreads(any, threads));
      }
      for (Tree tree : trees(side.order())) {
        changes.add(any -> withTree(any, tree));
      }
    }
    changes.add(any -> withSeed(any, 0));
    changes.add(any -> withSeed(any, 1));
    changes.add(any -> withOrder(any, OrderSpec.SEQUENTIAL));
    changes.add(any -> withSeed(withThreads(any, 1), 0));
    changes.add(any -> with(any, Permutation.FORWARD));
    changes.add(any -> with(any, Accumulation.PLAIN));
    changes.add(any -> with(with(any, Permutation.FORWARD), Accumulation.PLAIN));
    Set<Pair> pairs = new LinkedHashSet<>();
    for (UnaryOperator<Configuration> change : changes) {
      Configuration from = change.apply(now.from());
      Configuration to = change.apply(now.to());
      pairs.add(new Pair(from, to));
      pairs.add(new Pair(from, now.to()));
      pairs.add(new Pair(now.from(), to));
    }
    return pairs;
  }

  private static Configuration withOrder(Configuration any, Order order) {
    return new Configuration(any.seed(), any.threads(), order);
  }

  private static Configuration withThreads(Configuration any, int threads) {
    return new Configuration(any.seed(), threads, any.order());
  }

  private static Configuration withSeed(Configuration any, long seed) {
    return new Configuration(seed, any.threads(), any.order());
  }

  private static Configuration withTree(Configuration any, Tree tree) {
    return any.order() instanceof OrderSpec spec
        ? withOrder(any, new OrderSpec(spec.permutation(), tree, spec.accumulation()))
        : any;
  }

  private static Configuration with(Configuration any, Permutation permutation) {
    return any.order() instanceof OrderSpec spec
        ? withOrder(any, new OrderSpec(permutation, spec.tree(), spec.accumulation()))
        : any;
  }

  private static Configuration with(Configuration any, Accumulation accumulation) {
    return any.order() instanceof OrderSpec spec
        ? withOrder(any, new OrderSpec(spec.permutation(), spec.tree(), accumulation))
        : any;
  }

  private static List<Tree> trees(Order order) {
    List<Tree> smaller = new ArrayList<>(List.of(new Tree.Sequential()));
    Tree tree = order instanceof OrderSpec spec ? spec.tree() : new Tree.Sequential();
    if (tree instanceof Tree.Strided strided) {
      smaller(strided.accumulators(), 2).forEach(size -> smaller.add(new Tree.Strided(size)));
    } else if (tree instanceof Tree.Blocked blocked) {
      smaller(blocked.block(), 2).forEach(size -> smaller.add(new Tree.Blocked(size)));
    } else if (tree instanceof Tree.RandomTree) {
      smaller.add(new Tree.Pairwise());
    }
    return smaller;
  }

  private static List<Integer> smaller(int size, int least) {
    List<Integer> sizes = new ArrayList<>();
    for (int candidate : new int[] {least, least + 1, size / 4, size / 2, size - 1}) {
      if (candidate >= least && candidate < size) {
        sizes.add(candidate);
      }
    }
    return sizes;
  }
}
