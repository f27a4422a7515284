package dev.gradaudit.reduction;

import java.util.List;

/**
 * How the terms of a site lie in the tensors they come from, for orders that depend on it. For a
 * {@link SiteKind#SUM} or {@link SiteKind#BROADCAST}: the extents of the tensor that is summed and
 * the dimensions that are reduced. For a {@link SiteKind#MATMUL}: the extents {@code [batch, m, n,
 * k]}, the last one reduced (of a {@link SiteKind#LINEAR} k counts the bias). For the others:
 * {@code [terms, sums]}, the first one reduced.
 *
 * @param groups for a {@link SiteKind#FAN_OUT} how many terms each node of the program contributes,
 *     the nodes in the sequence of the program
 * @param strides how far apart, in elements, neighbours along each dimension are in memory; those
 *     of dimensions that come first are the larger ones
 */
public record Layout(
    List<Integer> extents, List<Integer> reduced, List<Integer> groups, List<Integer> strides) {
  public Layout {
    extents = List.copyOf(extents);
    reduced = List.copyOf(reduced);
    groups = List.copyOf(groups);
    strides = List.copyOf(strides);
  }

  public Layout(List<Integer> extents, List<Integer> reduced) {
    this(extents, reduced, List.of());
  }

  public Layout(List<Integer> extents, List<Integer> reduced, List<Integer> groups) {
    this(extents, reduced, groups, contiguous(extents));
  }

  private static List<Integer> contiguous(List<Integer> extents) {
    Integer[] strides = new Integer[extents.size()];
    int stride = 1;
    for (int dim = strides.length - 1; dim >= 0; dim--) {
      strides[dim] = stride;
      stride *= Math.max(1, extents.get(dim));
    }
    return List.of(strides);
  }

  /** Whether elements that follow each other stand side by side in memory. */
  boolean isContiguous() {
    List<Integer> expected = contiguous(extents);
    for (int dim = 0; dim < extents.size(); dim++) {
      if (extents.get(dim) != 1 && !strides.get(dim).equals(expected.get(dim))) {
        return false;
      }
    }
    return true;
  }
}
