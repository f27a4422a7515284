/**
 * Wording of messages. Start from {@link dev.gradaudit.text.Suggestion}. Knows no other package.
 */
@NullMarked
package dev.gradaudit.text;

import org.jspecify.annotations.NullMarked;
