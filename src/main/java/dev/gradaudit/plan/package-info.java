/**
 * Axes, configurations and their deterministic expansion. Start from {@link
 * dev.gradaudit.plan.Plan}. Knows no engine.
 */
@NullMarked
package dev.gradaudit.plan;

import org.jspecify.annotations.NullMarked;
