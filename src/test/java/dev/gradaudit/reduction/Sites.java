package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.List;

/** Sites to test with. */
final class Sites {
  static final SiteKey KEY = new SiteKey(3, "sum", "forward", "", 1, 8);

  private Sites() {}

  static Site sums(DType dtype, int terms, int sums) {
    Layout layout = new Layout(List.of(terms, sums), List.of(0));
    return new Site(KEY, SiteKind.SUM, layout, dtype, terms, sums, false);
  }

  static Site products(DType dtype, int rows, int inner, int columns) {
    Layout layout = new Layout(List.of(1, rows, columns, inner), List.of(3));
    return new Site(KEY, SiteKind.MATMUL, layout, dtype, inner, rows * columns, true);
  }
}
