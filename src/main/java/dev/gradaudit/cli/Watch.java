package dev.gradaudit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what has changed, again and again. Files are looked at, not waited for: editors that write
 * beside and rename, network folders and links all look alike that way.
 */
final class Watch {
  private static final long POLL_MILLIS = 150;

  private final Console console;
  private final Interrupts interrupts;

  Watch(Console console, Interrupts interrupts) {
    this.console = console;
    this.interrupts = interrupts;
  }

  /** The files to watch; there may be more of them every time. */
  @FunctionalInterface
  interface Selection {
    List<Path> find() throws CommandException;
  }

  /** Runs some files; returns the exit code. */
  @FunctionalInterface
  interface Run {
    int once(List<String> files) throws CommandException;
  }

  /** What a file looks like from outside. */
  private record State(long modified, long size, @Nullable Object key) {}

  /** Runs all, then what changes; ends when the user asks to, with the code of the interruption. */
  int run(Selection files, Run run) throws CommandException {
    Map<Path, State> known = states(files.find());
    if (known.isEmpty()) {
      throw CommandException.nothingSelected("there is no scenario to watch");
    }
    interrupts.watch();
    once(run, List.copyOf(known.keySet()));
    while (!interrupts.requested()) {
      pause();
      Map<Path, State> now = found(files, known);
      List<Path> changed = changed(known, now);
      if (!changed.isEmpty()) {
        // A file that is being written goes on changing.
        pause();
        Map<Path, State> settled = found(files, now);
        if (changed(now, settled).isEmpty()) {
          known = settled;
          once(run, changed);
        }
      }
    }
    return interrupts.exitCode();
  }

  private void once(Run run, List<Path> files) {
    try {
      run.once(files.stream().map(Path::toString).toList());
    } catch (CommandException e) {
      console.say(e.text());
    }
    if (!interrupts.requested()) {
      console.say("watching; interrupt to stop");
    }
  }

  /** While a folder cannot be looked at, nothing has changed. */
  private static Map<Path, State> found(Selection files, Map<Path, State> known) {
    try {
      return states(files.find());
    } catch (CommandException e) {
      return known;
    }
  }

  private static List<Path> changed(Map<Path, State> before, Map<Path, State> after) {
    List<Path> changed = new ArrayList<>();
    after.forEach(
        (path, state) -> {
          if (!Objects.equals(before.get(path), state)) {
            changed.add(path);
          }
        });
    return changed;
  }

  private static Map<Path, State> states(List<Path> files) {
    Map<Path, State> states = new LinkedHashMap<>();
    for (Path file : files) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        states.put(
            file,
            new State(
                attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey()));
      } catch (IOException e) {
        // Between the two steps of being replaced.
      }
    }
    return states;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
