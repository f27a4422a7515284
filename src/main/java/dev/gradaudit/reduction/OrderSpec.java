package dev.gradaudit.reduction;

import java.util.StringJoiner;

/** An order made of three independent choices, the same for every kind of site. */
public record OrderSpec(Permutation permutation, Tree tree, Accumulation accumulation)
    implements Order {
  /** ((x0 + x1) + x2) + … in plain arithmetic. */
  public static final OrderSpec SEQUENTIAL =
      new OrderSpec(Permutation.FORWARD, new Tree.Sequential(), Accumulation.PLAIN);

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
  public boolean races() {
    return tree instanceof Tree.Atomic;
  }

  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    throw new IllegalStateException("planning comes with the evaluators");
  }
}
