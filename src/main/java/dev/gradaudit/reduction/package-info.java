/**
 * The one mechanism through which every sum goes. Start from {@link dev.gradaudit.reduction.Order}
 * for what an order is, and from {@link dev.gradaudit.reduction.Orders#parse} for how it is
 * written. Knows rows of numbers, not tensors or programs. A result depends on the order, the
 * logical threads and the seed, never on how many workers carried it; the tree {@code atomic} is
 * the one exception.
 */
@NullMarked
package dev.gradaudit.reduction;

import org.jspecify.annotations.NullMarked;
