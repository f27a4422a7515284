package dev.gradaudit.reduction;

import dev.gradaudit.reduction.TorchLayout.Contribution;
import dev.gradaudit.reduction.TorchLayout.Kind;
import dev.gradaudit.reduction.TorchSums.Items;
import java.util.ArrayList;
import java.util.List;

/** Plans of PyTorch's sums over dimensions of a tensor. */
final class TorchReductions {
  private static final int VECTOR_BYTES = 32;

  private TorchReductions() {}

  /**
   * @param site of kind {@link SiteKind#SUM} or {@link SiteKind#BROADCAST}
   */
  static SumPlan plan(Site site, int threads) {
    int bytes = site.dtype().bytes();
    int lanes = VECTOR_BYTES / bytes;
    if (site.sums() == 1 && site.layout().isContiguous()) {
      boolean split = site.terms() >= TorchLayout.GRAIN && threads > 1;
      Schedule schedule =
          split
              ? TorchSums.split(site.terms(), threads, lanes)
              : new ProfileTree(
                  TorchSums.REGISTERS,
                  sums ->
                      TorchSums.contiguous(sums, 0, TorchSums.terms(0, 1), site.terms(), lanes));
      return Plans.whole(site, schedule, Accumulation.PLAIN);
    }
    long elements = (long) site.terms() * site.sums();
    if (site.sums() == 1 && elements >= TorchLayout.GRAIN && threads > 1) {
      return Plans.whole(site, split(site, threads, lanes), Accumulation.PLAIN);
    }
    List<List<Contribution>> bySum =
        TorchLayout.contributions(site.layout(), site.sums(), threads, lanes, bytes);
    List<SumPlan.Segment> segments = new ArrayList<>();
    for (int from = 0; from < bySum.size(); ) {
      int to = from + 1;
      while (to < bySum.size() && bySum.get(to).equals(bySum.get(from))) {
        to++;
      }
      Schedule schedule = schedule(bySum.get(from), site.layout(), lanes);
      segments.add(Plans.segment(from, to, schedule, Accumulation.PLAIN));
      from = to;
    }
    return new SumPlan(segments);
  }

  private static Schedule schedule(List<Contribution> contributions, Layout layout, int lanes) {
    return new ProfileTree(
        1 + TorchSums.REGISTERS, sums -> add(contributions, layout, lanes, sums, 0));
  }

  /** +0, and each contribution in turn. */
  private static void add(
      List<Contribution> contributions, Layout layout, int lanes, PartialSums sums, int register) {
    sums.zero(register);
    for (Contribution contribution : contributions) {
      Items items = items(contribution, layout);
      int free = register + 1;
      switch (contribution.kind()) {
        case SINGLE -> items.add(sums, register, 0, free);
        case CONTIGUOUS -> TorchSums.contiguous(sums, free, items, contribution.count(), lanes);
        case CASCADE -> TorchSums.cascade(sums, free, items, contribution.count());
        case ROW -> TorchSums.row(sums, free, items, contribution.count());
      }
      if (contribution.kind() != Kind.SINGLE) {
        sums.combine(register, free);
      }
    }
  }

  /** The elements of a matrix that is cut out of another one, split over threads. */
  private static Schedule split(Site site, int threads, int lanes) {
    List<List<Contribution>> parts =
        TorchLayout.parts(site.layout(), threads, lanes, site.dtype().bytes());
    Items partials =
        (sums, register, part, free) -> {
          if (part < parts.size()) {
            add(parts.get(part), site.layout(), lanes, sums, free);
          } else {
            sums.zero(free);
          }
          sums.combine(register, free);
        };
    return new ProfileTree(
        2 + 2 * TorchSums.REGISTERS,
        sums -> {
          sums.zero(0);
          TorchSums.contiguous(sums, 1, partials, threads, lanes);
          sums.combine(0, 1);
        });
  }

  /** The terms of a contribution, found by their places in memory. */
  private static Items items(Contribution contribution, Layout layout) {
    return (sums, register, item, free) -> {
      int distance = contribution.first() + item * contribution.stride();
      int term = 0;
      for (int dim : layout.reduced()) {
        int stride = layout.strides().get(dim);
        int index = layout.extents().get(dim) == 1 ? 0 : distance / stride;
        distance -= index * stride;
        term = term * layout.extents().get(dim) + index;
      }
      sums.addLeaves(register, term, term + 1, 1);
    };
  }
}
