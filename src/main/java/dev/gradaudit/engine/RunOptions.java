package dev.gradaudit.engine;

import java.util.function.BooleanSupplier;

/**
 * How to run.
 *
 * @param detectAnomaly name the first operation that made a NaN or an infinity
 * @param cancelled asked between operations; a run that sees true ends as {@link
 *     RunOutcome.Cancelled}
 */
public record RunOptions(boolean detectAnomaly, BooleanSupplier cancelled) {
  public static final RunOptions DEFAULT = new RunOptions(false, () -> false);
}
