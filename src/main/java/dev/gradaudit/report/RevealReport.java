package dev.gradaudit.report;

import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reveal.GenericOrders;
import dev.gradaudit.reveal.Judgement;
import dev.gradaudit.reveal.Revelation;
import org.jspecify.annotations.Nullable;

/**
 * What was revealed, and what it was held against.
 *
 * @param configuration under which the sum ran
 * @param generic the order of the grammar that the tree is; null for none
 * @param against whose declaration it was held against: the name of an order; null for none
 * @param uncovered why that order does not sum this as its library does; null where it does
 * @param judgement null where it was held against nothing
 */
public record RevealReport(
    String engine,
    Configuration configuration,
    Revelation revelation,
    GenericOrders.@Nullable Match generic,
    @Nullable String against,
    @Nullable String uncovered,
    @Nullable Judgement judgement) {

  /** Whether it was held against the order that ran. */
  boolean isSelfCheck() {
    return configuration.order().name().equals(against);
  }
}
