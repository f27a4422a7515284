package dev.gradaudit.cli;

import dev.gradaudit.audit.shrink.ShrinkOptions;
import java.util.concurrent.TimeUnit;

/** One line on the terminal that says how small the scenario is by now. */
final class ShrinkProgress implements ShrinkOptions.Progress {
  private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String CLEAR = "\r\u001b[K";

  private final Console console;
  private final boolean shown;
  private int most;
  private long lastShown = System.nanoTime();
  private boolean visible;

  ShrinkProgress(Console console, boolean shown) {
    this.console = console;
    this.shown = shown;
  }

  /** How many candidates may be tried. */
  void expect(int candidates) {
    most = candidates;
  }

  @Override
  public void tried(int tried, int lines, long elements) {
    long now = System.nanoTime();
    if (!shown || now - lastShown < REFRESH_NANOS) {
      return;
    }
    lastShown = now;
    String text =
        "candidate "
            + tried
            + " of at most "
            + most
            + ", down to "
            + (lines == 1 ? "1 line" : lines + " lines")
            + ", "
            + elements
            + " elements";
    int room = Math.max(0, console.errColumns() - 1);
    console.explain(CLEAR + text.substring(0, Math.min(text.length(), room)));
    visible = true;
  }

  /** Takes the line away, before anything else is written. */
  void clear() {
    if (visible) {
      console.explain(CLEAR);
      visible = false;
    }
  }
}
