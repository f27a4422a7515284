package dev.gradaudit.audit;

import dev.gradaudit.reduction.Accumulation;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.reduction.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another tree or another accumulation, in place of those that an order has; the permutation and
 * the threads stay, for they are what one seldom has a say in.
 *
 * @param tree null to leave it
 * @param accumulation null to leave it
 */
public record Cure(String name, @Nullable Tree tree, @Nullable Accumulation accumulation) {
  /** From those that change least to the one that ends all differences. */
  public static final List<Cure> ALL =
      List.of(
          new Cure("pairwise", new Tree.Pairwise(), null),
          new Cure("strided:8", new Tree.Strided(8), null),
          new Cure("kahan", null, Accumulation.KAHAN),
          new Cure("neumaier", null, Accumulation.NEUMAIER),
          new Cure("wide", null, Accumulation.WIDE),
          new Cure("exact", null, Accumulation.EXACT));

  /** Whether sums do not depend on the order any more, whatever it is. */
  public boolean isCertain() {
    return accumulation == Accumulation.EXACT;
  }

  /** The order with the cure in it; an order that has no such parts is replaced. */
  Order appliedTo(Order order) {
    OrderSpec usual = order instanceof OrderSpec spec ? spec : OrderSpec.SEQUENTIAL;
    return new OrderSpec(
        usual.permutation(),
        tree == null ? usual.tree() : tree,
        accumulation == null ? usual.accumulation() : accumulation);
  }
}
