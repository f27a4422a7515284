/**
 * The command line: wiring, messages and exit codes. Start from {@link dev.gradaudit.cli.Main}.
 * Alone names a concrete engine, the standard streams and the end of the process.
 */
@NullMarked
package dev.gradaudit.cli;

import org.jspecify.annotations.NullMarked;
