package dev.gradaudit.engine;

import dev.gradaudit.program.TrainingStep;

/** Proves what can be proved about a step without running it under every order. */
public interface Analyst {
  /**
   * @param liberties of the orders that the proofs are about
   */
  Analysis analyse(TrainingStep step, Liberties liberties);
}
