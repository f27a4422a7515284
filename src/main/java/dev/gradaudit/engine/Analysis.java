package dev.gradaudit.engine;

import dev.gradaudit.reduction.SiteKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a step's gradients under <em>every</em> order, from the data of one run.
 *
 * @param sites every reduction site that ran, in execution order
 * @param gradients for every gradient that exists
 */
public record Analysis(List<Site> sites, Map<String, Gradient> gradients) {
  public Analysis {
    sites = List.copyOf(sites);
    gradients = Map.copyOf(gradients);
  }

  /** Why no order can change a sum. */
  public enum Proof {
    /** At most two terms: addition commutes. */
    FEW_TERMS("few-terms"),
    /** Every partial sum of every order is exact. */
    EXACT("exact");

    private final String label;

    Proof(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * One reduction site.
   *
   * @param terms terms per sum
   * @param sums how many sums the site computes
   * @param inputsFixed whether its terms are the same under every order
   * @param proof why no order changes any of its sums, or null when that is not proved
   * @param boundUlps for fixed inputs, how far apart two orders can be, in ULPs of the result: the
   *     largest over the sums of 2(n-1)u·Σ|x|; infinite where a sum is 0 or not finite; NaN, for
   *     not known, when the inputs are not fixed
   * @param condition the largest Σ|x| / |Σx| over the sums
   */
  public record Site(
      SiteKey key,
      int terms,
      int sums,
      boolean inputsFixed,
      @Nullable Proof proof,
      double boundUlps,
      double condition) {}

  /**
   * One gradient.
   *
   * @param sites positions in {@link Analysis#sites()} of the sites that it depends on
   * @param proven whether each of these is proved
   * @param lower for each element the least value that any order can give; null when proven
   * @param upper for each element the greatest value that any order can give; null when proven
   */
  public record Gradient(
      List<Integer> sites, boolean proven, double @Nullable [] lower, double @Nullable [] upper) {
    // Spelled out because NullAway does not see the annotations of a compact constructor's arrays.
    public Gradient(
        List<Integer> sites, boolean proven, double @Nullable [] lower, double @Nullable [] upper) {
      this.sites = List.copyOf(sites);
      this.proven = proven;
      this.lower = lower;
      this.upper = upper;
    }
  }
}
