package dev.gradaudit.engine;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes the loss and the gradients of a training step. */
public interface GradientEngine {
  /** The name in reports and of {@code --engine}. */
  String name();

  /** What may vary between its runs. Without {@link Axis#ORDER} it sums in an order of its own. */
  default Set<Axis> axes() {
    return EnumSet.of(Axis.REPEAT, Axis.SEED, Axis.THREADS, Axis.ORDER);
  }

  /** The values that {@link Axis#CAPABILITY} may have; none without that axis. */
  default List<String> capabilities() {
    return List.of();
  }

  /** Whether it names the operation that made the first NaN or infinity. */
  default boolean detectsAnomalies() {
    return true;
  }

  /** Whether it can run programs that call a module of TorchScript. */
  default boolean runsModules() {
    return false;
  }

  /** What computes in wider arithmetic beside its runs; null where nothing can. */
  default @Nullable Referee referee() {
    return this instanceof Referee able ? able : null;
  }

  /**
   * Runs once. A pure function of its arguments, but for what the engine exists to show (races).
   *
   * @param repeat which of the equal runs of a configuration this is, from 0
   */
  RunOutcome run(TrainingStep step, Configuration configuration, int repeat, RunOptions options);
}
