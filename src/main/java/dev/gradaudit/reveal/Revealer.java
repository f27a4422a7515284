package dev.gradaudit.reveal;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.reveal.Behaviour.Arithmetic;
import dev.gradaudit.reveal.Behaviour.Products;
import dev.gradaudit.reveal.Revelation.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reveals the tree of a sum: searches it with masks, checks it on pairs that the search did not ask
 * for, and looks on random terms for what masks cannot see.
 */
public final class Revealer {
  private static final int REPEATS = 32;

  /** Where the answers contradict each other, equal runs get more chances to differ. */
  private static final int MORE_REPEATS = 256;

  /** Up to so many pairs are all checked, otherwise so many of them. */
  private static final int PAIRS = 256;

  private final SumUnderTest sum;
  private final RevealOptions options;
  private final RandomChecks checks;

  private Revealer(SumUnderTest sum, RevealOptions options) {
    this.sum = sum;
    this.options = options;
    this.checks = new RandomChecks(sum);
  }

  /** Reveals. Ends early where there is no tree to be found. */
  public static Revelation reveal(SumUnderTest sum, RevealOptions options) throws StoppedException {
    return new Revealer(sum, options).run();
  }

  private Revelation run() throws StoppedException {
    Prober prober = new Prober(sum, options);
    boolean repeatsDiffer = checks.repeatsDiffer(REPEATS);
    Behaviour behaviour = checks.behaviour(REPEATS, repeatsDiffer);
    if (repeatsDiffer) {
      return without(Outcome.RUN, null, prober, behaviour);
    }
    TreeSearch.Found found = new TreeSearch(prober, sum.terms()).run();
    SummationTree tree = found.tree();
    Contradiction contradiction = found.contradiction();
    int pairs = 0;
    if (tree != null) {
      int[][] some = pairs();
      pairs = some.length;
      contradiction = check(tree, prober, some);
    }
    if (contradiction != null) {
      return withoutTree(contradiction, prober, behaviour);
    }
    if (tree == null) {
      throw new IllegalStateException("neither a tree nor a contradiction");
    }
    boolean flat = sum.terms() > 2 && tree.children(tree.root()).length == sum.terms();
    if (flat && behaviour.ignoresSequence() && !behaviour.isAccurate()) {
      return without(Outcome.VALUES, null, prober, behaviour);
    }
    int[] fused = new int[tree.nodes()];
    Arrays.fill(fused, -1);
    Products products = sum.op() == SumOp.MATMUL ? checks.products(tree, fused) : null;
    Arithmetic arithmetic = checks.arithmetic(tree, fused);
    return new Revelation(
        sum.op(),
        sum.terms(),
        sum.dtype(),
        Outcome.TREE,
        tree,
        null,
        prober.probes(),
        pairs,
        behaviour,
        arithmetic,
        products);
  }

  private Revelation withoutTree(Contradiction contradiction, Prober prober, Behaviour behaviour)
      throws StoppedException {
    if (checks.repeatsDiffer(MORE_REPEATS)) {
      Behaviour more = checks.behaviour(MORE_REPEATS, true);
      return without(Outcome.RUN, contradiction, prober, more);
    }
    Outcome outcome = contradiction.alwaysTwo() ? Outcome.COMPENSATED : Outcome.NO_TREE;
    if (behaviour.ignoresSequence() && !(contradiction.alwaysTwo() && behaviour.isAccurate())) {
      outcome = Outcome.VALUES;
    }
    return without(outcome, contradiction, prober, behaviour);
  }

  private Revelation without(
      Outcome outcome, @Nullable Contradiction contradiction, Prober prober, Behaviour behaviour) {
    return new Revelation(
        sum.op(),
        sum.terms(),
        sum.dtype(),
        outcome,
        null,
        contradiction,
        prober.probes(),
        0,
        behaviour,
        null,
        null);
  }

  /** Pairs of terms: all, or a random choice. */
  private int[][] pairs() {
    int terms = sum.terms();
    long all = (long) terms * (terms - 1) / 2;
    if (all <= PAIRS) {
      int[][] pairs = new int[(int) all][];
      int next = 0;
      for (int first = 0; first < terms; first++) {
        for (int second = first + 1; second < terms; second++) {
          pairs[next++] = new int[] {first, second};
        }
      }
      return pairs;
    }
    CounterRandom random = CounterRandom.of(0, "reveal pairs");
    int[][] pairs = new int[PAIRS][];
    for (int i = 0; i < PAIRS; i++) {
      int first = (int) random.below(2L * i, terms);
      int second = (int) random.below(2L * i + 1, terms - 1L);
      pairs[i] = new int[] {first, second < first ? second : second + 1};
    }
    return pairs;
  }

  /**
   * The first pair that the plain form of the sum answers otherwise than the tree; null for none.
   */
  private static @Nullable Contradiction check(SummationTree tree, Prober prober, int[][] pairs)
      throws StoppedException {
    int[] parents = tree.parents();
    for (int[] pair : pairs) {
      int node = pair[0];
      int other = pair[1];
      while (node != other) {
        // Parents have larger numbers, so the smaller one goes up.
        if (node < other) {
          node = parents[node];
        } else {
          other = parents[other];
        }
      }
      int size = prober.sizeAlone(pair[0], pair[1]);
      if (size != tree.size(node)) {
        return new Contradiction(pair[0], pair[1], size, tree.size(node), false);
      }
    }
    return null;
  }
}
