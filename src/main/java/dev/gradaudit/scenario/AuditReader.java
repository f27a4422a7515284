package dev.gradaudit.scenario;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code audit} and {@code expect}. Where a fault is on record the default stands in. */
final class AuditReader {
  private final FaultLog faults;
  private final ValueReader values;

  AuditReader(FaultLog faults) {
    this.faults = faults;
    this.values = new ValueReader(faults);
  }

  AxisValues audit(@Nullable DocumentNode node) {
    if (!(node instanceof ObjectNode object)) {
      return AuditDefaults.VALUES;
    }
    return new AxisValues(
        runs(object.get("runs")),
        distinct(object.get("seeds"), AuditDefaults.VALUES.seeds(), this::seed, "seed"),
        distinct(
            object.get("threads"), AuditDefaults.VALUES.threads(), this::threads, "thread count"),
        orders(object.get("orders")));
  }

  private int runs(@Nullable DocumentNode node) {
    int standard = AuditDefaults.VALUES.runs();
    return node == null
        ? standard
        : (int) values.whole(node, 1, AuditDefaults.MAX_RUNS).orElse(standard);
  }

  private Optional<Long> seed(DocumentNode node) {
    OptionalLong seed = values.whole(node);
    return seed.isPresent() ? Optional.of(seed.getAsLong()) : Optional.empty();
  }

  private Optional<Integer> threads(DocumentNode node) {
    OptionalLong count = values.whole(node, 1, AuditDefaults.MAX_THREADS);
    return count.isPresent() ? Optional.of((int) count.getAsLong()) : Optional.empty();
  }

  private List<Order> orders(@Nullable DocumentNode node) {
    if (node == null) {
      return AuditDefaults.VALUES.orders();
    }
    // Orders are equal when their canonical names are, however they were spelled.
    Map<String, Order> byName = new LinkedHashMap<>();
    AuditDefaults.VALUES.orders().forEach(order -> byName.put(order.name(), order));
    List<String> standard = List.copyOf(byName.keySet());
    return distinct(
            node,
            standard,
            item -> {
              Optional<Order> order = order(item);
              order.ifPresent(found -> byName.put(found.name(), found));
              return order.map(Order::name);
            },
            "order")
        .stream()
        .map(byName::get)
        .toList();
  }

  private Optional<Order> order(DocumentNode node) {
    Optional<String> text = values.text(node, "an order, as a string");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Orders.parse(text.get()));
    } catch (OrderSyntaxException e) {
      faults.add(node, e.problem(), e.advice());
      return Optional.empty();
    }
  }

  private <T> List<T> distinct(
      @Nullable DocumentNode node,
      List<T> standard,
      Function<DocumentNode, Optional<T>> reader,
      String what) {
    if (node == null) {
      return standard;
    }
    Set<T> found = new LinkedHashSet<>();
    List<DocumentNode> items = values.items(node, "a list").orElse(List.of());
    for (DocumentNode item : items) {
      Optional<T> value = reader.apply(item);
      if (value.isPresent() && !found.add(value.get())) {
        faults.add(
            item, "the " + what + " " + value.get() + " is given twice", "give each value once");
      }
    }
    if (items.isEmpty()) {
      faults.addMismatch(node, "a list with at least one item");
    }
    return found.isEmpty() ? standard : List.copyOf(found);
  }

  /** Only the axes that the file names. */
  Map<Axis, Expectation> expectations(@Nullable DocumentNode node) {
    Map<Axis, Expectation> expectations = new EnumMap<>(Axis.class);
    if (node instanceof ObjectNode object) {
      object
          .members()
          .forEach(
              (label, member) ->
                  Axis.parse(label)
                      .ifPresent(
                          axis ->
                              expectation(member.value())
                                  .ifPresent(value -> expectations.put(axis, value))));
    }
    return expectations;
  }

  private Optional<Expectation> expectation(DocumentNode node) {
    if (node instanceof StringNode word && word.text().equals("bitwise")) {
      return Optional.of(new Expectation.Bitwise());
    }
    if (node instanceof StringNode word && word.text().equals("report")) {
      return Optional.of(new Expectation.Report());
    }
    DocumentNode maxUlp = node instanceof ObjectNode object ? object.get("max_ulp") : null;
    if (maxUlp == null) {
      faults.addMismatch(node, "\"bitwise\", \"report\" or {\"max_ulp\": n}");
      return Optional.empty();
    }
    OptionalLong ulps = values.whole(maxUlp, 0, Long.MAX_VALUE);
    return ulps.isPresent()
        ? Optional.of(new Expectation.MaxUlp(ulps.getAsLong()))
        : Optional.empty();
  }
}
