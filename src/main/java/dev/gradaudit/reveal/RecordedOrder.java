package dev.gradaudit.reveal;

import dev.gradaudit.reduction.DeclaredSum;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.Profile;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKind;
import dev.gradaudit.reduction.SumPlan;
import org.jspecify.annotations.Nullable;

/** An order that remembers what it declared for the one site of a kind that was planned. */
final class RecordedOrder implements Order {
  private final Order order;
  private final SiteKind kind;
  private @Nullable Site site;
  private @Nullable SumPlan plan;
  private @Nullable String uncovered;

  RecordedOrder(Order order, SiteKind kind) {
    this.order = order;
    this.kind = kind;
  }

  /** What was declared for a sum of the site; null where none was planned. */
  @Nullable DeclaredSum declared(int sum) {
    return plan == null || site == null ? null : DeclaredSum.of(plan, site.terms(), sum);
  }

  /** Why a profile does not sum that site as its library does; null where it does. */
  @Nullable String uncovered() {
    return uncovered;
  }

  @Override
  public SumPlan plan(Site planned, int threads, long seed) {
    SumPlan made = order.plan(planned, threads, seed);
    if (planned.kind() == kind) {
      site = planned;
      plan = made;
      uncovered = order instanceof Profile profile ? profile.uncovered(planned, threads) : null;
    }
    return made;
  }

  @Override
  public String name() {
    return order.name();
  }

  @Override
  public boolean fusesProducts() {
    return order.fusesProducts();
  }

  @Override
  public boolean roundsAtRandom() {
    return order.roundsAtRandom();
  }

  @Override
  public boolean races() {
    return order.races();
  }

  @Override
  public boolean startsFromBias(Site product) {
    return order.startsFromBias(product);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Order named && named.name().equals(name());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }
}
