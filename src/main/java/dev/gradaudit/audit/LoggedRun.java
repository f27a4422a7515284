package dev.gradaudit.audit;

import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.RaceLog;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in which threads raced, with all that is needed to make it again.
 *
 * @param position of its configuration in the plan, from 0
 * @param repeat which of the equal runs of the configuration, from 0
 * @param races in which order the threads arrived
 * @param fingerprints SHA-256 of each gradient; null for a missing one
 */
public record LoggedRun(
    int position,
    Configuration configuration,
    int repeat,
    RaceLog races,
    Map<String, @Nullable String> fingerprints) {
  public LoggedRun {
    fingerprints = Collections.unmodifiableMap(new LinkedHashMap<>(fingerprints));
  }

  /** How a user names it: {@code 3.2}, the second run of the third configuration. */
  public String id() {
    return id(position, repeat);
  }

  /** The name of any run. */
  public static String id(int position, int repeat) {
    return (position + 1) + "." + (repeat + 1);
  }
}
