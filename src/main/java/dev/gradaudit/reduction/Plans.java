package dev.gradaudit.reduction;

import java.util.List;

/** Plans that profiles are made of. */
final class Plans {
  private Plans() {}

  /** All sums of a site alike, terms as they stand. */
  static SumPlan whole(Site site, Schedule schedule, Accumulation accumulation) {
    return new SumPlan(List.of(segment(0, site.sums(), schedule, accumulation)));
  }

  static SumPlan.Segment segment(int from, int to, Schedule schedule, Accumulation accumulation) {
    return new SumPlan.Segment(from, to, TermOrder.AS_GIVEN, schedule, accumulation, null);
  }

  /** Whether there is nothing to plan. */
  static boolean isEmpty(Site site) {
    return site.terms() == 0 || site.sums() == 0;
  }

  static final SumPlan EMPTY = new SumPlan(List.of());

  /** +0, and then the terms one after the other. */
  static Schedule fromZero(int terms) {
    return new ProfileTree(
        1,
        sums -> {
          sums.zero(0);
          sums.addLeaves(0, 0, terms, 1);
        });
  }

  /** ((x0 + x1) + x2) + … */
  static Schedule inSequence(int terms) {
    return new ProfileTree(1, sums -> new TreeWalk.InSequence(0, terms).into(sums, 0));
  }
}
