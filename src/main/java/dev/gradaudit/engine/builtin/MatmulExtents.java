package dev.gradaudit.engine.builtin;

import dev.gradaudit.reduction.Layout;
import dev.gradaudit.tensor.Shape;
import java.util.List;

/** The extents of a batched matrix product {@code [batch, m, k] · [batch, k, n]}. */
record MatmulExtents(int batch, int m, int n, int k) {
  static MatmulExtents of(Shape a, Shape b) {
    boolean fits =
        a.rank() == 3 && b.rank() == 3 && a.extent(0) == b.extent(0) && a.extent(2) == b.extent(1);
    if (!fits) {
      throw new IllegalArgumentException("no matrix product of " + a + " and " + b);
    }
    return new MatmulExtents(a.extent(0), a.extent(1), b.extent(2), a.extent(2));
  }

  Shape result() {
    return Shape.of(batch, m, n);
  }

  Layout layout() {
    return new Layout(List.of(batch, m, n, k), List.of(3));
  }
}
