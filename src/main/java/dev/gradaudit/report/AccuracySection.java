package dev.gradaudit.report;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.Accuracy.Distance;
import dev.gradaudit.audit.Accuracy.OfGradient;
import dev.gradaudit.plan.Configuration;
import java.util.List;

/** How far the gradients are from the exact ones: a line for each gradient, and what it means. */
final class AccuracySection {
  private final Page page;
  private final Accuracy accuracy;
  private final int indent;

  AccuracySection(Page page, Accuracy accuracy, int indent) {
    this.page = page;
    this.accuracy = accuracy;
    this.indent = indent;
  }

  void write() {
    String uncertainty = Figures.magnitude(accuracy.uncertainty());
    page.line()
        .to(indent)
        .wrap(Style.QUIET, "ULPs away from the exact gradients, which are known to " + uncertainty)
        .end();
    List<List<String>> rows = accuracy.gradients().stream().map(AccuracySection::row).toList();
    List<String> heads = List.of("", "exact sums", "closest", "furthest", "limited by");
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
    for (int i = 0; i < rows.size(); i++) {
      Page.Line line = page.line();
      for (int column = 0; column < last; column++) {
        line.to(columns[column]).add(rows.get(i).get(column));
      }
      Style style = style(accuracy.gradients().get(i));
      line.to(columns[last]).wrap(style, rows.get(i).get(last)).end();
    }
    legend();
  }

  private void legend() {
    AccuracyText.legend(accuracy)
        .forEach(meaning -> page.line().to(indent).wrap(Style.QUIET, meaning).end());
  }

  private static List<String> row(OfGradient gradient) {
    boolean known = !AccuracyText.isLeftOut(gradient);
    return List.of(
        gradient.gradient(),
        known ? Figures.fraction(gradient.exactSums().maxUlps()) : "-",
        known ? text(gradient.closest()) : "-",
        known ? text(gradient.furthest()) : "-",
        gradient.limit().meaning());
  }

  private static String text(Distance distance) {
    Configuration configuration = distance.configuration();
    String threads =
        configuration.threads() == 1 ? "" : ", " + configuration.threads() + " threads";
    return Figures.fraction(distance.maxUlps()) + " " + configuration.order().name() + threads;
  }

  private static Style style(OfGradient gradient) {
    return switch (gradient.limit()) {
      case DTYPE -> Style.GOOD;
      case ORDER, CANCELLATION, BOTH, ZERO, UNKNOWN -> Style.DOUBTFUL;
    };
  }
}
