package dev.gradaudit.cli;

import dev.gradaudit.reveal.RevealOptions;
import java.util.concurrent.TimeUnit;

/** One line on the terminal that says how much of the tree is known by now. */
final class RevealProgress implements RevealOptions.Progress {
  private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final String CLEAR = "\r\u001b[K";

  private final Console console;
  private final boolean shown;
  private long lastShown = System.nanoTime() + PATIENCE_NANOS - REFRESH_NANOS;
  private boolean visible;

  RevealProgress(Console console, boolean shown) {
    this.console = console;
    this.shown = shown;
  }

  @Override
  public void probed(long probes, int placed, int terms) {
    long now = System.nanoTime();
    if (!shown || now - lastShown < REFRESH_NANOS) {
      return;
    }
    lastShown = now;
    String text = probes + " masked sums, " + placed + " of " + terms + " terms placed";
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
