package dev.gradaudit.engine;

import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.reduction.SiteKey;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How to run.
 *
 * @param detectAnomaly name the first operation that made a NaN or an infinity
 * @param cancelled asked between operations; a run that sees true ends as {@link
 *     RunOutcome.Cancelled}
 * @param observer sees every reduction site; null for a run that pays nothing for it
 * @param races what to do about races; null to let them run
 */
public record RunOptions(
    boolean detectAnomaly,
    BooleanSupplier cancelled,
    @Nullable SiteObserver observer,
    @Nullable Races races) {
  public static final RunOptions DEFAULT = new RunOptions(false, () -> false);

  public RunOptions(boolean detectAnomaly, BooleanSupplier cancelled) {
    this(detectAnomaly, cancelled, null, null);
  }

  /**
   * How races are run.
   *
   * @param prescribed for each site the log that its races are taken from; null for real threads
   * @param log takes in every race
   */
  public record Races(Function<SiteKey, @Nullable RaceLog> prescribed, RaceLog log) {
    /** Real races, logged. */
    public static Races recorded(RaceLog log) {
      return new Races(site -> null, log);
    }
  }

  /** The same, observed. */
  public RunOptions observedBy(SiteObserver sites) {
    return new RunOptions(detectAnomaly, cancelled, sites, races);
  }

  /** The same with other races. */
  public RunOptions withRaces(Races other) {
    return new RunOptions(detectAnomaly, cancelled, observer, other);
  }
}
