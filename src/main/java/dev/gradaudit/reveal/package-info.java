/**
 * Finds out from outside in which tree a sum adds its terms. Start from {@link
 * dev.gradaudit.reveal.Revealer}. Knows engines by their interface only; a tree is what the sums
 * gave away, never what an order declares. Equal sums give equal results, whatever the threads.
 */
@NullMarked
package dev.gradaudit.reveal;

import org.jspecify.annotations.NullMarked;
