package dev.gradaudit.reduction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order the threads of a run arrived wherever they raced: with it the run can be repeated
 * bit for bit. Confined to one thread at a time.
 */
public final class RaceLog {
  private final Map<SiteKey, List<int[]>> races = new LinkedHashMap<>();

  /** Adds how a further race of a site ended: the racers in the order of their arrival. */
  public void add(SiteKey site, int[] arrivals) {
    races.computeIfAbsent(site, key -> new ArrayList<>()).add(arrivals.clone());
  }

  /** The races of a site, in the sequence in which they were run; none where nothing raced. */
  public List<int[]> of(SiteKey site) {
    return races.getOrDefault(site, List.of());
  }

  /** Every race, by site, in execution order. */
  public Map<SiteKey, List<int[]>> races() {
    return races;
  }
}
