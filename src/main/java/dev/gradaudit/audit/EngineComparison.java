package dev.gradaudit.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How another engine's gradients compare with those of the audited one, on the same data.
 *
 * @param engine the other engine's name
 * @param obstacle why there is nothing to compare, in one sentence without a full stop; null when
 *     there is
 * @param orders of the audited engine, in the sequence of the plan, each against the other engine
 */
public record EngineComparison(String engine, @Nullable String obstacle, List<OfOrder> orders) {
  public EngineComparison {
    orders = List.copyOf(orders);
  }

  /**
   * One order of the audited engine against the other engine's own, over all data, thread counts
   * and gradients.
   *
   * @param pairs of gradients that were compared
   * @param identical how many of the pairs have the same bits
   * @param elements of all pairs
   * @param differing how many of the elements have other bits
   * @param maxUlp unsigned
   * @param meanUlp over the elements that have a distance
   * @param nonFinite pairs of elements without a distance
   */
  public record OfOrder(
      String order,
      int pairs,
      int identical,
      long elements,
      long differing,
      long maxUlp,
      double meanUlp,
      long nonFinite) {}

  /** The order with the smallest mean distance, the first of equals; null without any. */
  public @Nullable OfOrder closest() {
    OfOrder closest = null;
    for (OfOrder order : orders) {
      if (closest == null
          || order.nonFinite() < closest.nonFinite()
          || order.nonFinite() == closest.nonFinite() && order.meanUlp() < closest.meanUlp()) {
        closest = order;
      }
    }
    return closest;
  }
}
