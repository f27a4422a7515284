package dev.gradaudit.engine;

import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.WideTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Computes what the gradients of a step are before anything is rounded. */
public interface Referee {
  /**
   * @param nudges moves results of sites on the way
   * @param cancelled asked between operations
   * @return null when the step cannot be computed or the user asked to stop
   */
  @Nullable Reference reference(TrainingStep step, Nudges nudges, BooleanSupplier cancelled);

  /** Moves the results of sites, to see what becomes of it. */
  @FunctionalInterface
  interface Nudges {
    Nudges NONE = site -> null;

    /** What to add to each result of a site; null for nothing. */
    double @Nullable [] at(SiteKey site);
  }

  /**
   * Gradients in wide arithmetic: of the step's own tensors and constants, and of the branches that
   * a run with correctly rounded sums takes.
   *
   * @param gradients for every gradient that exists
   * @param otherChoices how many comparisons, largest elements, rectifiers and roundings would have
   *     gone otherwise in wide arithmetic: unless it is 0, the step may be at a jump of its
   *     gradient
   */
  record Reference(Map<String, WideTensor> gradients, WideTensor loss, long otherChoices) {
    public Reference {
      gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
    }
  }
}
