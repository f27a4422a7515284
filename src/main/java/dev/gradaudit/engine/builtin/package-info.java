/**
 * The built-in reverse-mode automatic differentiation. Start from {@link
 * dev.gradaudit.engine.builtin.BuiltinEngine}; operators are in the package {@code op}, one file
 * each. Every sum goes through {@link dev.gradaudit.reduction}; results are the same bits
 * everywhere.
 */
@NullMarked
package dev.gradaudit.engine.builtin;

import org.jspecify.annotations.NullMarked;
