package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.reveal.Behaviour.Arithmetic;
import dev.gradaudit.reveal.Behaviour.Products;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a sum.
 *
 * @param tree for {@link Outcome#TREE} only
 * @param contradiction sizes that fit no tree, where some were seen
 * @param probes how many sums it took to find the tree
 * @param pairs for how many pairs of terms the tree was then checked, of so many: on the sum in its
 *     plain form
 * @param arithmetic how the tree is carried out; null without a tree
 * @param products the same for products; null for other sums
 */
public record Revelation(
    SumOp op,
    int terms,
    DType dtype,
    Outcome outcome,
    @Nullable SummationTree tree,
    @Nullable Contradiction contradiction,
    long probes,
    int pairs,
    Behaviour behaviour,
    @Nullable Arithmetic arithmetic,
    @Nullable Products products) {

  /** What the sum gave away. */
  public enum Outcome {
    /** A tree that all answers agree with. */
    TREE("tree"),
    /** Equal runs differ: there is no one tree. */
    RUN("differs-by-run"),
    /** Every sequence of random terms gives one result, which is not the correctly rounded one. */
    VALUES("depends-on-values"),
    /** No unit ever vanishes: the sum is exact, or carries its errors along. */
    COMPENSATED("compensated-or-exact"),
    /** The answers fit no tree. */
    NO_TREE("no-tree");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
