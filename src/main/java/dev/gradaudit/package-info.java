/** Audits gradients for nondeterminism. The command line in {@code cli} is the entry point. */
@NullMarked
package dev.gradaudit;

import org.jspecify.annotations.NullMarked;
