package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.Ulps;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The extreme results of one sum that were <em>observed</em> over some orders. Others may go
 * further; none goes beyond the bound.
 *
 * @param lowest the smallest result that is a number, −0 below +0; NaN when there is none
 * @param highest the largest
 * @param notANumber an order that gives NaN, when one was seen
 * @param bound what is proved of every order
 * @param evaluations how many additions of all terms the search took
 */
public record WorstOrders(
    DType dtype,
    Extreme lowest,
    Extreme highest,
    @Nullable Extreme notANumber,
    AnyOrderBound bound,
    int evaluations) {
  /**
   * A result and an order that gives it.
   *
   * @param strategy how the order came about, for people
   */
  public record Extreme(double sum, String strategy, AdditionOrder order) {}

  /**
   * How many numbers of the dtype the extremes are apart, as an unsigned long; empty when one of
   * them is not finite.
   */
  public OptionalLong ulpsApart() {
    return Double.isFinite(lowest.sum()) && Double.isFinite(highest.sum())
        ? OptionalLong.of(Ulps.distance(dtype, lowest.sum(), highest.sum()))
        : OptionalLong.empty();
  }

  /** How far the extremes are apart, rounded to float64; infinite or NaN when they are. */
  public double spread() {
    return highest.sum() - lowest.sum();
  }
}
