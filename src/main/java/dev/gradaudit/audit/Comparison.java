package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;

/**
 * One gradient compared between two configurations that differ along one axis only; along {@code
 * repeat}, between the first run of a configuration and the one of its repeats that is furthest
 * from it.
 *
 * @param fromRepeat which run of its configuration the first one is; 0 unless those before failed
 * @param toRepeat the same of the second; also along {@code repeat}
 */
public record Comparison(
    Axis axis,
    Configuration from,
    int fromRepeat,
    Configuration to,
    int toRepeat,
    String gradient,
    Difference difference) {}
