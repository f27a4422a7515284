package dev.gradaudit.audit.shrink;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Configuration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How large a scenario is, and what it shows.
 *
 * @param lines of the program
 * @param tensors how many there are, the cotangent aside
 * @param elements of all tensors, the cotangent included
 * @param gradients how many tensors require one
 * @param terms of the largest sum, forward or backward; 0 when the engine cannot say
 * @param differences the gradients that differ, by name
 */
public record Measures(
    int lines,
    int tensors,
    long elements,
    int gradients,
    int terms,
    Configuration from,
    Configuration to,
    Map<String, Difference> differences) {
  public Measures {
    differences = Collections.unmodifiableMap(new LinkedHashMap<>(differences));
  }
}
