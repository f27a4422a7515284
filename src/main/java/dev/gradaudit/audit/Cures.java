package dev.gradaudit.audit;

import dev.gradaudit.reduction.SiteKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What would stop the differences of a scenario, and at what price.
 *
 * @param runs how many runs were held against the baseline, each differing from it along one axis
 * @param spread how far they are apart as they stand
 * @param origins the sums in which the differences begin and that gradients depend on, in execution
 *     order
 * @param trials every cure everywhere, at all origins together, and at each of the first origins
 *     alone
 */
public record Cures(int runs, Spread spread, List<SiteKey> origins, List<Trial> trials) {
  /** A cure that costs less than this is called cheap. */
  private static final double CHEAP = 1.25;

  /** Ratios of times that are closer than this are taken to be the same. */
  private static final double NOISE = 1.1;

  public Cures {
    origins = List.copyOf(origins);
    trials = List.copyOf(trials);
  }

  /**
   * How far runs are from the baseline.
   *
   * @param maxUlp the largest distance of an element of a gradient, unsigned
   * @param notFinite whether some differ by being finite or not, which has no distance
   * @param differing how many of the runs differ at all
   */
  public record Spread(long maxUlp, boolean notFinite, int differing) {
    public boolean isNone() {
      return differing == 0;
    }
  }

  /** Where a cure was applied. */
  public enum Scope {
    EVERYWHERE("everywhere"),
    ORIGINS("origins"),
    SITE("site");

    private final String label;

    Scope(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * One cure in one place.
   *
   * @param site for {@link Scope#SITE}; null for the others
   * @param remaining how far the same runs are apart with it
   * @param time of a run with it, as a multiple of that of a run without, both measured in turn;
   *     medians
   */
  public record Trial(
      Cure cure, Scope scope, @Nullable SiteKey site, Spread remaining, double time) {}

  /**
   * The cheapest trial that leaves no difference; of those that cost about the same, the one that
   * changes the fewest sums. Empty when nothing differs.
   */
  public Optional<Trial> recommended() {
    if (spread.isNone()) {
      return Optional.empty();
    }
    List<Trial> ending = trials.stream().filter(trial -> trial.remaining().isNone()).toList();
    double least = ending.stream().mapToDouble(Trial::time).min().orElse(0);
    return ending.stream()
        .filter(trial -> trial.time() <= Math.max(1, least) * NOISE)
        .max(Comparator.comparing(Trial::scope))
        .or(() -> ending.stream().min(Comparator.comparingDouble(Trial::time)));
  }

  /** Where the recommended one is dear: the cheap trial that leaves least, if it helps. */
  public Optional<Trial> alternative() {
    Trial best = recommended().orElse(null);
    if (spread.notFinite() || best != null && best.time() <= CHEAP) {
      return Optional.empty();
    }
    return trials.stream()
        .filter(trial -> trial.time() <= CHEAP && !trial.remaining().notFinite())
        .min((a, b) -> Long.compareUnsigned(a.remaining().maxUlp(), b.remaining().maxUlp()))
        .filter(
            trial -> Long.compareUnsigned(trial.remaining().maxUlp(), spread.maxUlp() / 2) <= 0);
  }
}
