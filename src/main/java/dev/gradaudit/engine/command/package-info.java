/**
 * The engine {@code command}: any program that writes its gradients to a file. Start from {@link
 * dev.gradaudit.engine.command.CommandEngine}.
 */
@NullMarked
package dev.gradaudit.engine.command;

import org.jspecify.annotations.NullMarked;
