package dev.gradaudit.report;

import dev.gradaudit.audit.EngineComparison;
import dev.gradaudit.audit.EngineComparison.OfOrder;
import java.util.ArrayList;
import java.util.List;

/** How far each order of the audited engine is from another engine: a line for each. */
final class EngineSection {
  private final Page page;
  private final String audited;
  private final EngineComparison other;
  private final int indent;

  /**
   * @param audited the name of the audited engine
   * @param other with at least one order
   */
  EngineSection(Page page, String audited, EngineComparison other, int indent) {
    this.page = page;
    this.audited = audited;
    this.other = other;
    this.indent = indent;
  }

  void write() {
    page.line()
        .to(indent)
        .wrap(Style.QUIET, "gradients of " + audited + " against those of " + other.engine())
        .end();
    OfOrder closest = other.closest();
    List<List<String>> rows = new ArrayList<>();
    for (OfOrder order : other.orders()) {
      rows.add(EngineText.row(order));
    }
    int[] columns = new int[EngineText.HEADS.size()];
    for (int i = 0, at = indent; i < columns.length; i++) {
      columns[i] = at;
      int column = i;
      int widest = rows.stream().mapToInt(row -> page.width(row.get(column))).max().orElse(0);
      at += 2 + Math.max(page.width(EngineText.HEADS.get(i)), widest);
    }
    line(EngineText.HEADS, columns, Style.QUIET);
    for (int i = 0; i < rows.size(); i++) {
      boolean nearest = rows.size() > 1 && other.orders().get(i).equals(closest);
      line(rows.get(i), columns, nearest ? Style.GOOD : Style.PLAIN);
    }
    if (rows.size() > 1 && closest != null) {
      page.line()
          .to(indent)
          .wrap(Style.QUIET, "closest, by the mean distance: " + closest.order())
          .end();
    }
  }

  private void line(List<String> cells, int[] columns, Style style) {
    Page.Line line = page.line();
    for (int i = 0; i < columns.length; i++) {
      line.to(columns[i]).add(style, cells.get(i));
    }
    line.end();
  }
}
