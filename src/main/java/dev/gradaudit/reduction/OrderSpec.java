package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import java.util.List;
import java.util.StringJoiner;

/** An order made of three independent choices, the same for every kind of site. */
public record OrderSpec(Permutation permutation, Tree tree, Accumulation accumulation)
    implements Order {
  /** ((x0 + x1) + x2) + … in plain arithmetic. */
  public static final OrderSpec SEQUENTIAL =
      new OrderSpec(Permutation.FORWARD, new Tree.Sequential(), Accumulation.PLAIN);

  /** Correctly rounded sums. */
  public static final OrderSpec EXACT =
      new OrderSpec(Permutation.FORWARD, new Tree.Sequential(), Accumulation.EXACT);

  /** The parts that are not defaults, joined by slashes; {@code sequential} when all are. */
  @Override
  public String name() {
    StringJoiner name = new StringJoiner("/");
    name.setEmptyValue("sequential");
    if (permutation != Permutation.FORWARD) {
      name.add(permutation.label());
    }
    if (!(tree instanceof Tree.Sequential)) {
      name.add(tree.label());
    }
    if (accumulation != Accumulation.PLAIN) {
      name.add(accumulation.label());
    }
    return name.toString();
  }

  @Override
  public boolean fusesProducts() {
    return accumulation == Accumulation.FMA;
  }

  @Override
  public boolean roundsAtRandom() {
    return accumulation == Accumulation.STOCHASTIC;
  }

  /** False for an exact sum, whose threads may arrive as they like. */
  @Override
  public boolean races() {
    return tree instanceof Tree.Atomic && accumulation != Accumulation.EXACT;
  }

  /**
   * One permutation and one tree per chunk for all the sums of a site. What is drawn depends on the
   * seed and on the identity of the site, so no two sites share their draws.
   */
  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (site.terms() == 0 || site.sums() == 0) {
      return new SumPlan(List.of());
    }
    Schedule schedule =
        Chunks.of(tree, site.terms(), threads, chunk -> stream(seed, site.key(), "tree " + chunk));
    StochasticRounding rounding =
        roundsAtRandom() ? new StochasticRounding(stream(seed, site.key(), "rounding")) : null;
    return new SumPlan(
        List.of(
            new SumPlan.Segment(
                0, site.sums(), termOrder(site, seed), schedule, accumulation, rounding)));
  }

  private TermOrder termOrder(Site site, long seed) {
    return switch (permutation) {
      case FORWARD -> TermOrder.AS_GIVEN;
      case REVERSED -> new TermOrder.Listed(reversed(site.terms()));
      case ASCENDING -> new TermOrder.ByMagnitude(false);
      case DESCENDING -> new TermOrder.ByMagnitude(true);
      case SHUFFLED ->
          new TermOrder.Listed(stream(seed, site.key(), "permutation").permutation(site.terms()));
    };
  }

  private static int[] reversed(int terms) {
    int[] reversed = new int[terms];
    for (int i = 0; i < terms; i++) {
      reversed[i] = terms - 1 - i;
    }
    return reversed;
  }

  private static CounterRandom stream(long seed, SiteKey site, String purpose) {
    StringJoiner name = new StringJoiner("\n");
    name.add("schedule").add(Integer.toString(site.node())).add(site.op()).add(site.role());
    name.add(site.label()).add(Integer.toString(site.line())).add(Integer.toString(site.column()));
    return CounterRandom.of(seed, name.add(purpose).toString());
  }
}
