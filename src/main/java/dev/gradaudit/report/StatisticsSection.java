package dev.gradaudit.report;

import dev.gradaudit.audit.GradientStatistics;
import java.util.List;

/** How the gradients are spread over the runs: a line for each that varies. */
final class StatisticsSection {
  private final Page page;
  private final List<GradientStatistics> statistics;
  private final int indent;
  private final double confidence;

  StatisticsSection(Page page, List<GradientStatistics> statistics, int indent, double confidence) {
    this.page = page;
    this.statistics = statistics;
    this.indent = indent;
    this.confidence = confidence;
  }

  void write() {
    page.line().to(indent).wrap(Style.QUIET, StatisticsText.caption(statistics)).end();
    List<String> heads = StatisticsText.HEADS;
    List<List<String>> rows = statistics.stream().map(StatisticsText::row).toList();
    int[] columns = new int[heads.size()];
    for (int i = 0, at = indent; i < columns.length; i++) {
      columns[i] = at;
      int column = i;
      int widest = rows.stream().mapToInt(row -> page.width(row.get(column))).max().orElse(0);
      at += 2 + Math.max(page.width(heads.get(i)), widest);
    }
    Page.Line head = page.line();
    for (int i = 0; i < columns.length; i++) {
      head.to(columns[i]).add(Style.QUIET, heads.get(i));
    }
    head.end();
    int last = columns.length - 1;
    for (List<String> row : rows) {
      Page.Line line = page.line();
      for (int column = 0; column < last; column++) {
        line.to(columns[column]).add(row.get(column));
      }
      line.to(columns[last]).wrap(Style.PLAIN, row.get(last)).end();
    }
    legend();
  }

  private void legend() {
    StatisticsText.legend(statistics, confidence)
        .forEach(meaning -> page.line().to(indent).wrap(Style.QUIET, meaning).end());
  }
}
