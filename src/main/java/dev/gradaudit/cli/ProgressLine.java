package dev.gradaudit.cli;

import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.report.Printable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One line on the terminal that says how far the audit is and how long it will take. It appears
 * only when the audit takes long enough to make somebody wonder.
 */
final class ProgressLine implements ProgressListener {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String CLEAR = "\r\u001b[K";

  private final Console console;
  private final LongSupplier nanos;
  private final int scenarios;
  private final long totalRuns;
  private final long start;

  private int scenario;
  private long runsBefore;
  private long lastShown;
  private boolean visible;

  /**
   * @param totalRuns of all scenarios together
   * @param nanos a clock, in nanoseconds from anywhere
   */
  ProgressLine(Console console, int scenarios, long totalRuns, LongSupplier nanos) {
    this.console = console;
    this.scenarios = scenarios;
    this.totalRuns = totalRuns;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.lastShown = start + PATIENCE_NANOS - REFRESH_NANOS;
  }

  @Override
  public void progressed(String name, long done, long total) {
    long now = nanos.getAsLong();
    if (now - lastShown >= REFRESH_NANOS) {
      lastShown = now;
      show(name, done, total, now - start);
    }
    if (done == total) {
      scenario++;
      runsBefore += total;
    }
  }

  private void show(String name, long done, long total, long elapsed) {
    long finished = runsBefore + done;
    double secondsLeft = elapsed * 1e-9 * (totalRuns - finished) / finished;
    String place = scenarios == 1 ? "" : "[" + (scenario + 1) + "/" + scenarios + "] ";
    String text =
        place
            + Printable.of(name, console.unicode())
            + "  run "
            + done
            + " of "
            + total
            + ", about "
            + duration(secondsLeft)
            + " left";
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

  static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole / 60 % 60 + " min";
  }
}
