package dev.gradaudit.report;

import dev.gradaudit.audit.SumDetail;
import dev.gradaudit.reduction.ReachableSums;
import dev.gradaudit.reduction.SumDistribution;
import dev.gradaudit.reduction.WorstOrders;

/** What the terms of one sum allow, in a sentence or two. */
final class SumText {
  /** From here on cancellation is worth a word. */
  private static final double CANCELS = 8;

  private SumText() {}

  static String of(SumDetail sum) {
    String place = sum.index().isEmpty() ? "the sum" : "the sum at " + sum.index();
    String what = place + " adds " + Figures.count(sum.terms(), "term") + cancels(sum) + "; ";
    ReachableSums.All reachable = sum.reachable();
    WorstOrders observed = sum.observed();
    if (reachable != null) {
      return what + reachable(sum, reachable.trees());
    }
    return observed == null ? what + bound(sum) : what + observed(observed) + ", " + bound(sum);
  }

  private static String cancels(SumDetail sum) {
    double condition = sum.condition();
    if (!(condition >= CANCELS)) {
      return "";
    }
    return Double.isInfinite(condition)
        ? ", which cancel out"
        : ", whose magnitudes are " + Figures.magnitude(condition) + " times their sum";
  }

  private static String reachable(SumDetail sum, SumDistribution trees) {
    int distinct = trees.distinct();
    if (distinct == 1) {
      return "every tree of plain additions gives the same";
    }
    return "all "
        + Figures.count(trees.total(), "tree")
        + " of plain additions give "
        + distinct
        + " different sums: "
        + share(trees, sum.first())
        + " "
        + NumberText.of(sum.dtype(), sum.first())
        + " and "
        + share(trees, sum.second())
        + " "
        + NumberText.of(sum.dtype(), sum.second());
  }

  private static String share(SumDistribution trees, double value) {
    return Figures.percent((double) trees.countOf(value) / trees.total()) + " give";
  }

  private static String observed(WorstOrders observed) {
    return "a search of "
        + observed.evaluations()
        + " orders saw sums "
        + (observed.ulpsApart().isPresent()
            ? Figures.ulps(observed.ulpsApart().getAsLong()) + " apart"
            : "that are not finite");
  }

  private static String bound(SumDetail sum) {
    double ulps = sum.boundUlps();
    return Double.isFinite(ulps)
        ? "no two orders are more than " + Figures.bound(ulps) + " ULPs apart"
        : "no bound in ULPs is known";
  }
}
