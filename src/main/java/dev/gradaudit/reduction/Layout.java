package dev.gradaudit.reduction;

import java.util.List;

/**
 * How the terms of a site lie in the tensors they come from, for orders that depend on it. For a
 * {@link SiteKind#SUM} or {@link SiteKind#BROADCAST}: the extents of the tensor that is summed and
 * the dimensions that are reduced. For a {@link SiteKind#MATMUL}: the extents {@code [batch, m, n,
 * k]}, the last one reduced. For the others: {@code [terms, sums]}, the first one reduced.
 */
public record Layout(List<Integer> extents, List<Integer> reduced) {
  public Layout {
    extents = List.copyOf(extents);
    reduced = List.copyOf(reduced);
  }
}
