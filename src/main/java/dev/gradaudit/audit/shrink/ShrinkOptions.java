package dev.gradaudit.audit.shrink;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long to search, and for what.
 *
 * @param evaluations how many candidates to run at most
 * @param timeIsUp whether to end the search for another reason, such as a clock
 * @param leastUlps how far apart the gradients have to stay; 1 for any distance
 * @param gradient the tensor whose gradient has to differ; null for any
 * @param cancelled asked before and during each run; the search ends with what it has
 */
public record ShrinkOptions(
    int evaluations,
    BooleanSupplier timeIsUp,
    long leastUlps,
    @Nullable String gradient,
    BooleanSupplier cancelled,
    Progress progress) {
  /** Enough for programs of some lines; a search that ends by itself takes a few hundred. */
  public static final int DEFAULT_EVALUATIONS = 2000;

  public static final ShrinkOptions DEFAULT =
      new ShrinkOptions(
          DEFAULT_EVALUATIONS, () -> false, 1, null, () -> false, (tried, lines, elements) -> {});

  /** The same with another number of evaluations. */
  public ShrinkOptions withEvaluations(int count) {
    return new ShrinkOptions(count, timeIsUp, leastUlps, gradient, cancelled, progress);
  }

  boolean isSpent(int tried) {
    return tried >= evaluations || timeIsUp.getAsBoolean() || cancelled.getAsBoolean();
  }

  /** Told of every candidate that is run. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param tried how many candidates have been run
     * @param lines of the best program so far
     * @param elements of its tensors
     */
    void tried(int tried, int lines, long elements);
  }
}
