package dev.gradaudit.engine.command;

import dev.gradaudit.engine.ExitStatus;
import dev.gradaudit.engine.PrintedLines;
import dev.gradaudit.program.ExternalCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of a command, in a process of its own that does not outlive it. */
final class CommandProcess {
  private static final long POLL_MILLIS = 2;
  private static final long END_SECONDS = 5;

  private CommandProcess() {}

  /**
   * Runs to the end; returns why it failed, empty where the user asked to stop, null if all went.
   */
  static @Nullable String execute(
      ExternalCommand command, Map<String, String> values, BooleanSupplier cancelled)
      throws IOException {
    List<String> words = new ArrayList<>();
    command.words().forEach(word -> words.add(fill(word, values)));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(command.folder().toFile()).redirectErrorStream(true);
    for (Map.Entry<String, String> variable : command.environment().entrySet()) {
      builder.environment().put(variable.getKey(), fill(variable.getValue(), values));
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
      end(process);
    }
  }

  /**
   * Ends a process with all that it has started, and sees them gone. What a process leaves behind
   * that has ended by itself is no longer known to be of it, and goes on.
   */
  private static void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(all::add);
    // The first of them first: it could start others.
    all.forEach(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    for (ProcessHandle each : all) {
      try {
        each.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException e) {
        // It cannot be ended, for example while the system writes for it: it is left behind.
      }
    }
  }

  private static String fill(String text, Map<String, String> values) {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace(value.getKey(), value.getValue());
    }
    return filled;
  }

  /** Removes the folder of a run with all that is in it. */
  static void delete(@Nullable Path folder) {
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
