package dev.gradaudit.report;

import dev.gradaudit.audit.EngineComparison.OfOrder;
import java.util.List;

/** How far an order is from another engine, in words. */
public final class EngineText {
  public static final List<String> HEADS =
      List.of("", "identical", "elements differing", "max ULPs", "mean ULPs");

  private EngineText() {}

  /** The cells below {@link #HEADS}. */
  public static List<String> row(OfOrder order) {
    return List.of(
        order.order(),
        order.identical() + " of " + Figures.count(order.pairs(), "gradient"),
        order.differing() + " of " + order.elements(),
        order.nonFinite() > 0 ? "not all finite" : NumberText.ofUnsigned(order.maxUlp()),
        Figures.fraction(order.meanUlp()));
  }
}
