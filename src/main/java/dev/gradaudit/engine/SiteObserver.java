package dev.gradaudit.engine;

import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.Tensor;
import java.util.List;

/** Sees every reduction site of a run, in execution order. */
@FunctionalInterface
public interface SiteObserver {
  /**
   * A site has been summed. The tensors are those of the run, and nobody writes to them afterwards:
   * they may be kept, at the price of their memory.
   *
   * @param inputs what was summed; for a product both factors, for a fan-out each contribution
   * @param terms of each sum; may be asked for later too
   */
  void summed(SiteKey site, List<Tensor> inputs, Tensor output, Terms terms);

  /** What single sums add up. */
  @FunctionalInterface
  interface Terms {
    /**
     * The terms of one sum as they stand, products rounded to the dtype.
     *
     * @param element the row-major position of the sum in the site's output
     */
    double[] of(int element);
  }
}
