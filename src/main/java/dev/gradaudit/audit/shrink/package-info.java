/**
 * Reduces the difference between two runs to the smallest scenario that still shows it. Start from
 * {@link dev.gradaudit.audit.shrink.Shrinker}; each way to make a scenario smaller is a {@link
 * dev.gradaudit.audit.shrink.Reduction}. Knows neither files nor concrete engines. The result is a
 * function of the scenario, the two configurations and the budget.
 */
@NullMarked
package dev.gradaudit.audit.shrink;

import org.jspecify.annotations.NullMarked;
