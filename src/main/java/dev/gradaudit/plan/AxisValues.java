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
 * @param capabilities of libraries; the empty one is what a library chooses itself
 */
public record AxisValues(
    int runs,
    List<Long> seeds,
    List<Integer> threads,
    List<Order> orders,
    List<String> capabilities) {
  private static final List<String> OWN_CHOICE = List.of("");

  public AxisValues(int runs, List<Long> seeds, List<Integer> threads, List<Order> orders) {
    this(runs, seeds, threads, orders, OWN_CHOICE);
  }

  public AxisValues {
    seeds = List.copyOf(seeds);
    threads = List.copyOf(threads);
    orders = List.copyOf(orders);
    capabilities = List.copyOf(capabilities);
    require(runs >= 1, "runs must be at least 1: " + runs);
    require(threads.stream().allMatch(count -> count >= 1), "threads must be at least 1");
    requireDistinct("seeds", seeds);
    requireDistinct("threads", threads);
    requireDistinct("orders", orders.stream().map(Order::name).toList());
    requireDistinct("capabilities", capabilities);
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
        orders == null ? this.orders : orders,
        capabilities);
  }

  /** These values with other capabilities. */
  public AxisValues withCapabilities(List<String> others) {
    return new AxisValues(runs, seeds, threads, orders, others);
  }

  /** These values with a single order. */
  public AxisValues withOrder(Order only) {
    return new AxisValues(runs, seeds, threads, List.of(only), capabilities);
  }

  /** How many values an axis takes; for {@code repeat}, how often a configuration is run. */
  public int count(Axis axis) {
    return switch (axis) {
      case REPEAT -> runs;
      case SEED -> seeds.size();
      case THREADS -> threads.size();
      case ORDER -> orders.size();
      case CAPABILITY -> capabilities.size();
      case ENGINE, HOST -> 1;
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
