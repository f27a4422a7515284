package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.reduction.Accumulation;
import dev.gradaudit.reduction.DeclaredSum;
import dev.gradaudit.reveal.Revelation.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was revealed, held against what an order declares.
 *
 * @param verdict whether it fits
 * @param difference where the trees part; null unless there are two that do
 */
public record Judgement(Verdict verdict, @Nullable TreeDifference difference) {
  /** How it fits. */
  public enum Verdict {
    /** The trees are equal. */
    SAME_TREE("same-tree", true),
    /** There is no tree to be seen, and the order declares why. */
    HIDDEN_AS_DECLARED("hidden-as-declared", true),
    /** The order declares a race, and the tree is one that its threads may leave. */
    ONE_OF_A_RACE("one-of-a-race", true),
    /** The trees differ. */
    OTHER_TREE("other-tree", false),
    /** One has a tree to show and the other has none, or none for the same reason. */
    NOT_COMPARABLE("not-comparable", false);

    private final String label;
    private final boolean holds;

    Verdict(String label, boolean holds) {
      this.label = label;
      this.holds = holds;
    }

    public String label() {
      return label;
    }

    public boolean holds() {
      return holds;
    }
  }

  /** A sum of two terms at most has one tree, whatever an order says. */
  private static final int ONE_TREE = 2;

  /**
   * Judges.
   *
   * @param threads that the declared sum was planned for
   */
  public static Judgement of(Revelation revealed, DeclaredSum declared, int threads) {
    SummationTree tree = revealed.tree();
    boolean races = declared.racing();
    boolean hidden = declared.byValue() || isCarried(declared, revealed.dtype());
    if (tree == null) {
      return new Judgement(
          races && mayBeARace(revealed.outcome()) || hidden && isWhyHidden(revealed, declared)
              ? Verdict.HIDDEN_AS_DECLARED
              : Verdict.NOT_COMPARABLE,
          null);
    }
    SummationTree expected = SummationTree.of(declared.additions());
    if (declared.byValue() && tree.terms() > ONE_TREE) {
      // Masks sorted last hide all units, as if all terms were added at once.
      boolean flat = tree.children(tree.root()).length == tree.terms();
      return new Judgement(flat ? Verdict.HIDDEN_AS_DECLARED : Verdict.NOT_COMPARABLE, null);
    }
    Optional<TreeDifference> difference = TreeDifference.between(tree, expected);
    if (difference.isEmpty()) {
      boolean certain = !hidden || tree.terms() <= ONE_TREE;
      return new Judgement(certain ? Verdict.SAME_TREE : Verdict.NOT_COMPARABLE, null);
    }
    if (races) {
      boolean chunksFormed = formsChunks(tree, declared, Math.min(threads, tree.terms()));
      return chunksFormed
          ? new Judgement(Verdict.ONE_OF_A_RACE, null)
          : new Judgement(Verdict.OTHER_TREE, difference.get());
    }
    return hidden
        ? new Judgement(Verdict.NOT_COMPARABLE, null)
        : new Judgement(Verdict.OTHER_TREE, difference.get());
  }

  private static boolean mayBeARace(Outcome outcome) {
    return outcome == Outcome.RUN || outcome == Outcome.NO_TREE || outcome == Outcome.COMPENSATED;
  }

  private static boolean isWhyHidden(Revelation revealed, DeclaredSum declared) {
    return switch (revealed.outcome()) {
      case VALUES -> declared.byValue() && declared.accumulation() != Accumulation.EXACT;
      // A sum of sorted terms is nearly exact too when it is carried out in a wider format.
      case COMPENSATED ->
          isCarried(declared, revealed.dtype())
              || declared.byValue() && declared.accumulation() != Accumulation.PLAIN;
      default -> false;
    };
  }

  /**
   * Whether nothing is lost beside a large number: a pair of float64 holds it and any small one.
   */
  private static boolean isCarried(DeclaredSum declared, DType dtype) {
    return switch (declared.accumulation()) {
      case EXACT, NEUMAIER -> true;
      case WIDE -> dtype == DType.FLOAT64;
      default -> false;
    };
  }

  /** Whether a tree has every chunk of a race: they are added up before any two are combined. */
  private static boolean formsChunks(SummationTree tree, DeclaredSum declared, int chunks) {
    return TreeDifference.formsAll(tree, declared.additions(), tree.terms() - chunks);
  }
}
