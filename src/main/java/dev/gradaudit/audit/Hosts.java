package dev.gradaudit.audit;

import dev.gradaudit.engine.GradientEngine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The same audit on several machines.
 *
 * @param reference the name of the one whose runs are audited
 * @param others the runs of each other one, by its name
 */
public record Hosts(String reference, Map<String, GradientEngine> others) {
  /** There is one only. */
  public static final Hosts NONE = new Hosts("", Map.of());

  public Hosts {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }
}
