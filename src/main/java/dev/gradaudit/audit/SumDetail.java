package dev.gradaudit.audit;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.reduction.AnyOrderBound;
import dev.gradaudit.reduction.ReachableSums;
import dev.gradaudit.reduction.WorstOrderSearch;
import dev.gradaudit.reduction.WorstOrders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sum that two orders gave different results for: what its terms allow in plain arithmetic.
 *
 * @param index of the sum in the output of its site
 * @param terms how many it adds
 * @param first what the first run made of them
 * @param second what the second run made of them
 * @param bound proved of every order in plain arithmetic
 * @param reachable every result that there is, where the terms are few enough to know
 * @param observed the extremes that a search found, where they are not; others may go further
 */
public record SumDetail(
    DType dtype,
    List<Integer> index,
    int terms,
    double first,
    double second,
    AnyOrderBound bound,
    ReachableSums.@Nullable All reachable,
    @Nullable WorstOrders observed) {
  /** Additions that the search makes at most, for sums that are not too long: a moment. */
  private static final int SEARCHED_ADDITIONS = 4_000_000;

  private static final int FEWEST_EVALUATIONS = 50;

  public SumDetail {
    index = List.copyOf(index);
  }

  static SumDetail of(
      DType dtype, List<Integer> index, double[] terms, double first, double second) {
    ReachableSums.All reachable = null;
    if (terms.length <= ReachableSums.MOST_TERMS
        && ReachableSums.of(dtype, terms) instanceof ReachableSums.All all) {
      reachable = all;
    }
    WorstOrders observed = null;
    if (reachable == null) {
      int evaluations =
          Math.max(
              FEWEST_EVALUATIONS,
              Math.min(WorstOrderSearch.DEFAULT_EVALUATIONS, SEARCHED_ADDITIONS / terms.length));
      observed = WorstOrderSearch.search(dtype, terms, 0, evaluations);
    }
    AnyOrderBound bound = AnyOrderBound.of(dtype, terms);
    return new SumDetail(dtype, index, terms.length, first, second, bound, reachable, observed);
  }

  /** The exact sum, rounded once to the dtype. */
  public double exact() {
    return bound.exactSum();
  }

  /** Σ|x| / |Σx|: how much the terms cancel; infinite for a sum of 0. */
  public double condition() {
    double sum = Math.abs(exact());
    return bound.magnitude() == sum ? 1 : bound.magnitude() / sum;
  }

  /**
   * How far apart both results are, in roundings of Σ|x|: what is left once cancellation is not.
   */
  public double roundings() {
    return Math.abs(second - first) / (dtype.unitRoundoff() * bound.magnitude());
  }

  /** How many ULPs apart the results of any two orders can be in plain arithmetic. */
  public double boundUlps() {
    return bound.spreadUlps();
  }
}
