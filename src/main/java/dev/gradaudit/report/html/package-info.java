/**
 * The report as one HTML page: start from {@link dev.gradaudit.report.html.HtmlRenderer}. Markup is
 * a tree of {@code Markup}, which escapes by itself; the style sheet, the script and the frame of
 * the page are resources. Knows nothing of files, terminals or engines; the same report gives the
 * same characters, and what depends on the machine or on a clock is in one element.
 */
@NullMarked
package dev.gradaudit.report.html;

import org.jspecify.annotations.NullMarked;
