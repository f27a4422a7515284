/**
 * The expression language: from text to a typed graph, with located diagnostics. Start from {@link
 * dev.gradaudit.program.Program}. Knows how operators are called and what types they give ({@link
 * dev.gradaudit.program.Op}), not how they are computed.
 */
@NullMarked
package dev.gradaudit.program;

import org.jspecify.annotations.NullMarked;
