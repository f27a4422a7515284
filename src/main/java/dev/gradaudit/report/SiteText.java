package dev.gradaudit.report;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.reduction.SiteKey;

/** A reduction site in words. */
public final class SiteText {
  private SiteText() {}

  /** {@code line 1 linear, grad of weight}. */
  public static String place(SiteKey key) {
    String line = key.line() == 0 ? "" : "line " + key.line() + " ";
    return line + operation(key) + ", " + key.role();
  }

  /** {@code softmax denominator}: the operator, and which of its sums. */
  public static String operation(SiteKey key) {
    return key.op() + (key.label().isEmpty() ? "" : " " + key.label());
  }

  /** What the order of its terms can do: proved, bounded or unknown. */
  public static String consequence(Analysis.Site site) {
    if (site.proof() != null) {
      return switch (site.proof()) {
        case FEW_TERMS -> "none: at most two terms";
        case EXACT -> "none: every partial sum is exact";
      };
    }
    if (!site.inputsFixed()) {
      return "its terms depend on earlier sums";
    }
    return Double.isFinite(site.boundUlps())
        ? "at most " + Figures.bound(site.boundUlps()) + " ULPs of its result"
        : "no bound in ULPs";
  }
}
