package dev.gradaudit.engine;

import dev.gradaudit.program.TrainingStep;

/** Proves what can be proved about a step without running it under every order. */
public interface Analyst {
  /**
   * @param fusedProducts whether some order of the audit fuses products into the accumulator; then
   *     a sum of products is proved only if the products are exact too
   */
  Analysis analyse(TrainingStep step, boolean fusedProducts);
}
