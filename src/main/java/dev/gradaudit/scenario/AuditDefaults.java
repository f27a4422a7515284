package dev.gradaudit.scenario;

import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import java.util.List;

/** What is audited when a scenario does not say, and the limits of what it may say. */
public final class AuditDefaults {
  public static final int MAX_RUNS = 1_000_000;
  public static final int MAX_THREADS = 1024;

  /** Each field is the default on its own: a scenario that states its seeds keeps these orders. */
  public static final AxisValues VALUES =
      new AxisValues(
          5,
          List.of(0L, 1L, 2L),
          List.of(1, 2, 4),
          orders("sequential", "reversed", "pairwise", "strided:8", "shuffled", "random-tree"));

  private AuditDefaults() {}

  private static List<Order> orders(String... names) {
    return List.of(names).stream().map(AuditDefaults::order).toList();
  }

  private static Order order(String name) {
    try {
      return Orders.parse(name);
    } catch (OrderSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
