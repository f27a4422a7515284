package dev.gradaudit.plan;

import dev.gradaudit.reduction.Order;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that each axis takes, the baseline's first. None of the lists is empty or holds
 * duplicates.
 *
 * @param runs how often each configuration is run, at least 1
 * @param threads each at least 1
 */
public record AxisValues(int runs, List<Long> seeds, List<Integer> threads, List<Order> orders) {
  public AxisValues {
    seeds = List.copyOf(seeds);
    threads = List.copyOf(threads);
    orders = List.copyOf(orders);
    require(runs >= 1, "runs must be at least 1: " + runs);
    require(threads.stream().allMatch(count -> count >= 1), "threads must be at least 1");
    requireDistinct("seeds", seeds);
    requireDistinct("threads", threads);
    requireDistinct("orders", orders.stream().map(Order::name).toList());
  }

  /** These values with those that are not null put in their place. */
  public AxisValues overriddenBy(
      @Nullable Integer runs,
      @Nullable List<Long> seeds,
      @Nullable List<Integer> threads,
      @Nullable List<Order> orders) {
    return new AxisValues(
        runs == null ? this.runs : runs,
        seeds == null ? this.seeds : seeds,
        threads == null ? this.threads : threads,
        orders == null ? this.orders : orders);
  }

  /** How many values an axis takes; for {@code repeat}, how often a configuration is run. */
  public int count(Axis axis) {
    return switch (axis) {
      case REPEAT -> runs;
      case SEED -> seeds.size();
      case THREADS -> threads.size();
      case ORDER -> orders.size();
    };
  }

  private static void requireDistinct(String what, List<?> values) {
    require(!values.isEmpty(), "no " + what);
    require(new HashSet<>(values).size() == values.size(), "duplicate " + what + ": " + values);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
