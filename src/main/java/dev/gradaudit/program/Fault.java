package dev.gradaudit.program;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with what the user wrote: where, what, and the way out.
 *
 * @param message one sentence fragment without a full stop, such as {@code unknown op 'sofmax'}
 * @param advice what to do about it, or null where the message says it all
 */
public record Fault(Location location, String message, @Nullable String advice) {}
