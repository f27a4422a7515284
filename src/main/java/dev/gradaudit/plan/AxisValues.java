package dev.gradaudit.plan;

import dev.gradaudit.reduction.Order;
import java.util.List;

/**
 * The values that each axis takes, the baseline's first. None of the lists is empty or holds
 * duplicates.
 *
 * @param runs how often each configuration is run
 */
public record AxisValues(int runs, List<Long> seeds, List<Integer> threads, List<Order> orders) {
  public AxisValues {
    seeds = List.copyOf(seeds);
    threads = List.copyOf(threads);
    orders = List.copyOf(orders);
  }
}
