package dev.gradaudit.engine;

import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;

/** Computes the loss and the gradients of a training step. */
public interface GradientEngine {
  /** The name in reports and of {@code --engine}. */
  String name();

  /**
   * Runs once. A pure function of its arguments, but for what the engine exists to show (races).
   *
   * @param repeat which of the equal runs of a configuration this is, from 0
   */
  RunOutcome run(TrainingStep step, Configuration configuration, int repeat, RunOptions options);
}
