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
   */
  void summed(SiteKey site, List<Tensor> inputs, Tensor output);
}
