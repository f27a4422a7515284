package dev.gradaudit.cli;

import dev.gradaudit.audit.shrink.ShrinkOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long {@code shrink} may search.
 *
 * @param evaluations candidates to try: what comes of it is the same every time
 * @param seconds 0 for as long as it takes
 */
record ShrinkBudget(int evaluations, int seconds) {
  static final ShrinkBudget STANDARD = new ShrinkBudget(ShrinkOptions.DEFAULT_EVALUATIONS, 0);

  private static final int MOST = 999_999_999;

  /** {@code 500}, or {@code 30s}. */
  static ShrinkBudget parse(String text) throws CommandException {
    return text.endsWith("s")
        ? new ShrinkBudget(
            MOST, OptionValues.count("--budget", text.substring(0, text.length() - 1), MOST))
        : new ShrinkBudget(OptionValues.count("--budget", text, MOST), 0);
  }

  /** Whether the time is up, counted from now. */
  BooleanSupplier clock() {
    long start = System.nanoTime();
    long nanos = TimeUnit.SECONDS.toNanos(seconds);
    return () -> seconds > 0 && System.nanoTime() - start > nanos;
  }
}
