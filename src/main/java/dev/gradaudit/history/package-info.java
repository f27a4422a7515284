/**
 * Audits of other times and machines: what is kept of one, in a report or a baseline, and what has
 * changed since. Start from {@link dev.gradaudit.history.RecordedAudit} and {@link
 * dev.gradaudit.history.Changes}.
 */
@NullMarked
package dev.gradaudit.history;

import org.jspecify.annotations.NullMarked;
