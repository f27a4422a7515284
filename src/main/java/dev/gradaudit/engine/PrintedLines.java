package dev.gradaudit.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Takes in what a process prints, without end, and keeps the end of it. */
public final class PrintedLines {
  private static final int LINES = 5;
  private static final int LINE_LENGTH = 300;
  private static final long PATIENCE_MILLIS = 500;

  private final Deque<String> last = new ArrayDeque<>();

  private final Process process;
  private final Thread reader;

  private PrintedLines(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of " + process.pid());
  }

  /** Starts to take in. */
  public static PrintedLines of(Process process) {
    PrintedLines lines = new PrintedLines(process);
    lines.reader.setDaemon(true);
    lines.reader.start();
    return lines;
  }

  private void read() {
    StringBuilder line = new StringBuilder();
    try (Reader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n') {
          keep(line.toString());
          line.setLength(0);
        } else if (line.length() < LINE_LENGTH) {
          line.append((char) c);
        }
      }
      keep(line.toString());
    } catch (IOException e) {
      // The process has gone.
      keep(line.toString());
    }
  }

  private synchronized void keep(String line) {
    String text = line.strip();
    // Said by DJL's way of loading a module at every start.
    boolean usual = text.contains("AutoNonVariableTypeMode");
    if (!text.isEmpty() && !usual) {
      last.addLast(text);
      if (last.size() > LINES) {
        last.removeFirst();
      }
    }
  }

  /** {@code ; it printed: ...}, or nothing. Of a process that has ended, to the last line. */
  public String tail() {
    if (!process.isAlive()) {
      try {
        // What it has started may hold its output open.
        reader.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return kept();
  }

  private synchronized String kept() {
    return last.isEmpty() ? "" : "; it printed: " + String.join(" | ", last);
  }
}
