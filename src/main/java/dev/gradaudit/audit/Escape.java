package dev.gradaudit.audit;

import dev.gradaudit.plan.Configuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element that no order of summation can give.
 *
 * @param index of the element
 * @param ulps its unsigned distance from the nearest possible value; null when it is not finite
 */
record Escape(
    Configuration configuration,
    int repeat,
    String gradient,
    List<Integer> index,
    @Nullable Long ulps) {}
