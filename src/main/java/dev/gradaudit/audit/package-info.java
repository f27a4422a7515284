/**
 * Runs the plan of a scenario on an engine and judges what came out. Start from {@link
 * dev.gradaudit.audit.Auditor}. Knows no concrete engine and no output format.
 */
@NullMarked
package dev.gradaudit.audit;

import org.jspecify.annotations.NullMarked;
