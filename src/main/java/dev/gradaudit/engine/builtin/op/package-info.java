/**
 * The operators: one file each with signature, type inference, forward and backward rule. Start
 * from {@link dev.gradaudit.engine.builtin.op.OpTable}, which lists them.
 */
@NullMarked
package dev.gradaudit.engine.builtin.op;

import org.jspecify.annotations.NullMarked;
