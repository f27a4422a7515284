package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;

/**
 * One gradient compared between two configurations that differ along one axis only; along {@code
 * repeat}, between the first run of a configuration and the one of its repeats that is furthest
 * from it.
 *
 * @param toRepeat the repeat index of the second run; 0 but for the axis {@code repeat}
 */
public record Comparison(
    Axis axis,
    Configuration from,
    Configuration to,
    int toRepeat,
    String gradient,
    Difference difference) {}
