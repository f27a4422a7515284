package dev.gradaudit.engine.command;

import dev.gradaudit.engine.ExitStatus;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.PrintedLines;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.program.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the command of a step once for each run, in a process of its own, and reads the gradients
 * that it writes. Whatever the command does, the run ends: with gradients or with what is wrong.
 */
public final class CommandEngine implements GradientEngine {
  private static final long POLL_MILLIS = 20;

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
      Placeholders values =
          new Placeholders(configuration, repeat, folder.resolve(GradientFile.NAME));
      String failure = execute(command, values, options.cancelled());
      if (failure == null) {
        return GradientFile.read(folder);
      }
      return failure.isEmpty() ? new RunOutcome.Cancelled() : new RunOutcome.Failed(failure);
    } catch (IOException e) {
      return new RunOutcome.Failed("the command cannot be run: " + e.getMessage());
    } finally {
      delete(folder);
    }
  }

  /** What stands for the placeholders of a command. */
  private record Placeholders(Configuration configuration, int repeat, Path out) {
    String fill(String text) {
      return text.replace("{seed}", Long.toString(configuration.seed()))
          .replace("{threads}", Integer.toString(configuration.threads()))
          .replace("{repeat}", Integer.toString(repeat))
          .replace("{out}", out.toString());
    }
  }

  /**
   * Runs to the end; returns why it failed, empty where the user asked to stop, null if all went.
   */
  private static @Nullable String execute(
      ExternalCommand command, Placeholders values, BooleanSupplier cancelled) throws IOException {
    List<String> words = new ArrayList<>();
    command.words().forEach(word -> words.add(values.fill(word)));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(command.folder().toFile()).redirectErrorStream(true);
    for (Map.Entry<String, String> variable : command.environment().entrySet()) {
      builder.environment().put(variable.getKey(), values.fill(variable.getValue()));
    }
    Process process = builder.start();
    PrintedLines printed = PrintedLines.of(process);
    try {
      process.getOutputStream().close();
      long deadline = System.nanoTime() + command.limit().toNanos();
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (cancelled.getAsBoolean()) {
          return "";
        }
        if (System.nanoTime() - deadline > 0) {
          return "the command took longer than "
              + command.limit().toMillis() / 1000.0
              + " s"
              + printed.tail();
        }
      }
      return process.exitValue() == 0
          ? null
          : "the command " + ExitStatus.describe(process.exitValue()) + printed.tail();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The system removes it with its other temporary files.
    }
  }
}
