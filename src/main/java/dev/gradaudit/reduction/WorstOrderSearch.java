package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for the orders that take a sum of many terms furthest apart in plain arithmetic. For few
 * terms {@link ReachableSums} knows; here nothing is certain but that what was found can happen.
 *
 * <p>Tried in this sequence, until the evaluations are used up:
 *
 * <ol>
 *   <li>the terms as given, by magnitude, by sign and with signs in turn, in several trees;
 *   <li>orders built greedily, so that each addition rounds in one direction;
 *   <li>climbs that swap two terms while that leads no way back, from the extremes found so far and
 *       from random orders.
 * </ol>
 *
 * <p>Equal arguments give equal results.
 */
public final class WorstOrderSearch {
  /** A good search for some hundreds of terms, which takes a few milliseconds. */
  public static final int DEFAULT_EVALUATIONS = 2000;

  /** Additions that a greedy order tries for each that it makes. */
  private static final int GREEDY_CHOICES = 24;

  /** From the extremes and from two kinds of random orders, upwards and downwards, twice. */
  private static final int CLIMBS = 12;

  private static final List<Tree> RANDOM_TREES =
      List.of(new Tree.Sequential(), new Tree.RandomTree());

  private static final String SWAPS = ", swaps";

  private final DType dtype;
  private final double[] terms;
  private final CounterRandom random;
  private final int budget;
  private final ObservedExtremes observed = new ObservedExtremes();
  private int evaluations;
  private long streams;

  private WorstOrderSearch(DType dtype, double[] terms, long seed, int budget) {
    this.dtype = dtype;
    this.terms = terms;
    this.random = CounterRandom.of(seed, "worst order");
    this.budget = budget;
  }

  /**
   * @param dtype in which every addition is rounded, floating
   * @param terms at least one number of the dtype
   * @param seed drives what is random in the search
   * @param evaluations how often all terms may be added up, at least 1
   */
  public static WorstOrders search(DType dtype, double[] terms, long seed, int evaluations) {
    if (terms.length < 1 || evaluations < 1) {
      throw new IllegalArgumentException(
          "at least one term and one evaluation are needed, not "
              + terms.length
              + " and "
              + evaluations);
    }
    return new WorstOrderSearch(dtype, terms.clone(), seed, evaluations).search();
  }

  private WorstOrders search() {
    arrange();
    build();
    climb();
    return observed.orders(dtype, AnyOrderBound.of(dtype, terms), evaluations);
  }

  private void arrange() {
    int root = (int) StrictMath.ceil(StrictMath.sqrt(terms.length));
    List<Tree> trees =
        List.of(
            new Tree.Sequential(),
            new Tree.Pairwise(),
            new Tree.Strided(2),
            new Tree.Strided(8),
            new Tree.Blocked(root));
    List<Arrangement> arrangements = Arrangement.of(terms);
    for (Tree tree : trees) {
      AdditionOrder shape = AdditionOrder.of(tree, terms.length, random);
      for (Arrangement arrangement : arrangements) {
        if (evaluations < budget) {
          evaluate(arrangement.name() + ", " + tree.label(), shape.with(arrangement.permutation()));
        }
      }
    }
  }

  private void build() {
    for (boolean pairs : new boolean[] {false, true}) {
      for (boolean upwards : new boolean[] {true, false}) {
        // Each addition that is tried costs as much as one that is made.
        if (evaluations + GREEDY_CHOICES + 1 <= budget) {
          evaluations += GREEDY_CHOICES;
          GreedyOrders greedy = new GreedyOrders(dtype, terms, GREEDY_CHOICES, stream());
          evaluate(
              "greedy " + (pairs ? "pairs" : "sequence") + (upwards ? ", upwards" : ", downwards"),
              greedy.build(upwards, pairs));
        }
      }
    }
  }

  private void climb() {
    int start = evaluations;
    for (int climb = 0; climb < CLIMBS; climb++) {
      boolean upwards = climb % 2 == 0;
      int kind = climb / 2 % (1 + RANDOM_TREES.size());
      int end = start + (int) ((climb + 1L) * (budget - start) / CLIMBS);
      if (kind == 0) {
        WorstOrders.Extreme extreme = observed.extreme(upwards);
        climb(extreme.order(), extreme.strategy(), upwards, end);
      } else {
        Tree tree = RANDOM_TREES.get(kind - 1);
        AdditionOrder shape = AdditionOrder.of(tree, terms.length, stream());
        int[] shuffled = stream().permutation(terms.length);
        climb(shape.with(shuffled), "shuffled, " + tree.label(), upwards, end);
      }
    }
  }

  /** Swaps terms as long as that does not lead back; level steps are taken, as most are level. */
  private void climb(AdditionOrder from, String strategy, boolean upwards, int end) {
    int[] permutation = IntStream.range(0, terms.length).toArray();
    double[] values = terms.clone();
    CounterRandom swaps = stream();
    double reached = Double.NaN;
    for (int step = 0; evaluations < end; step++) {
      // The first step evaluates where the climb starts: it swaps a term with itself.
      int i = step == 0 ? 0 : (int) swaps.below(2L * step, terms.length);
      int j = step == 0 ? 0 : (int) swaps.below(2L * step + 1, terms.length);
      swap(permutation, values, i, j);
      evaluations++;
      double sum = from.sum(dtype, values);
      if (observed.wants(sum)) {
        AdditionOrder order = from.with(permutation);
        observed.add(new WorstOrders.Extreme(sum, withSwaps(strategy), order));
      }
      if (goesBack(reached, sum, upwards)) {
        swap(permutation, values, i, j);
      } else {
        reached = sum;
      }
    }
  }

  private static boolean goesBack(double from, double to, boolean upwards) {
    int direction = upwards ? Double.compare(to, from) : Double.compare(from, to);
    return !Double.isNaN(from) && (Double.isNaN(to) || direction < 0);
  }

  private static void swap(int[] permutation, double[] values, int i, int j) {
    int term = permutation[i];
    permutation[i] = permutation[j];
    permutation[j] = term;
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }

  private static String withSwaps(String strategy) {
    return strategy.endsWith(SWAPS) ? strategy : strategy + SWAPS;
  }

  private void evaluate(String strategy, AdditionOrder order) {
    evaluations++;
    double sum = order.sum(dtype, terms);
    if (observed.wants(sum)) {
      observed.add(new WorstOrders.Extreme(sum, strategy, order));
    }
  }

  /** A stream of random numbers of its own. */
  private CounterRandom stream() {
    return CounterRandom.of(random.bits(streams++), "worst order");
  }
}
