/**
 * Renderers: one file per format over an {@link dev.gradaudit.audit.AuditReport}. Output depends on
 * the report only, never on the locale.
 */
@NullMarked
package dev.gradaudit.report;

import org.jspecify.annotations.NullMarked;
