package dev.gradaudit.engine.command;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.program.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Runs the command of a step once for each run, in a process of its own, and reads the gradients
 * that it writes. Whatever the command does, the run ends: with gradients or with what is wrong.
 */
public final class CommandEngine implements GradientEngine {
  @Override
  public String name() {
    return "command";
  }

  @Override
  public Set<Axis> axes() {
    return EnumSet.of(Axis.REPEAT, Axis.SEED, Axis.THREADS);
  }

  @Override
  public boolean detectsAnomalies() {
    return false;
  }

  @Override
  public RunOutcome run(
      TrainingStep step, Configuration configuration, int repeat, RunOptions options) {
    ExternalCommand command =
        Objects.requireNonNull(step.program().external(), "a step of another engine");
    Path folder = null;
    try {
      folder = Files.createTempDirectory("gradaudit");
      Map<String, String> values =
          Map.of(
              "{seed}", Long.toString(configuration.seed()),
              "{threads}", Integer.toString(configuration.threads()),
              "{repeat}", Integer.toString(repeat),
              "{out}", folder.resolve(GradientFile.NAME).toString());
      String failure = CommandProcess.execute(command, values, options.cancelled());
      if (failure == null) {
        return GradientFile.read(folder);
      }
      return failure.isEmpty() ? new RunOutcome.Cancelled() : new RunOutcome.Failed(failure);
    } catch (IOException e) {
      return new RunOutcome.Failed("the command cannot be run: " + e.getMessage());
    } finally {
      CommandProcess.delete(folder);
    }
  }
}
