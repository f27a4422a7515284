package dev.gradaudit.reduction;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What a plan declares of one of its sums. It is read off the plan: no terms are added, and none
 * are known.
 *
 * @param additions the tree; where {@code byValue}, that over the terms once they are sorted, and
 *     where {@code racing}, that of threads which arrive in their sequence
 * @param accumulation the arithmetic that the tree is carried out in; none of it for {@link
 *     Accumulation#EXACT}
 * @param byValue whether the values of the terms decide in which sequence they are taken
 * @param racing whether the arrival of threads decides in which sequence their sums are combined
 */
public record DeclaredSum(
    AdditionOrder additions, Accumulation accumulation, boolean byValue, boolean racing) {

  /**
   * Reads a plan.
   *
   * @param terms how many terms the sums have that were planned, at least 1
   * @param sum which of the sums, from 0
   */
  public static DeclaredSum of(SumPlan plan, int terms, int sum) {
    for (SumPlan.Segment segment : plan.segments()) {
      if (segment.from() <= sum && sum < segment.to()) {
        return of(segment, terms);
      }
    }
    throw new IllegalArgumentException("the plan has no sum " + sum);
  }

  private static DeclaredSum of(SumPlan.Segment segment, int terms) {
    InSequence arrivals = new InSequence();
    AdditionOrder tree = AdditionOrder.of(segment.schedule(), terms, arrivals);
    if (segment.terms() instanceof TermOrder.Listed listed) {
      tree = tree.with(listed.terms());
    }
    return new DeclaredSum(
        tree,
        segment.accumulation(),
        segment.terms() instanceof TermOrder.ByMagnitude,
        arrivals.asked && segment.accumulation() != Accumulation.EXACT);
  }

  /** Threads that arrive first one first, and that remember whether they were let race. */
  private static final class InSequence implements Arrivals {
    private boolean asked;

    @Override
    public int[] race(int racers, IntConsumer work) {
      asked = true;
      IntStream.range(0, racers).forEach(work);
      return IntStream.range(0, racers).toArray();
    }
  }
}
