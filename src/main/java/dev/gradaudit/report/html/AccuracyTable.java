package dev.gradaudit.report.html;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.Accuracy.OfGradient;
import dev.gradaudit.report.AccuracyText;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.NumberText;
import dev.gradaudit.report.html.AccuracyPart.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The numbers behind the pictures of {@link AccuracyPart}, and of the gradients without one. */
final class AccuracyTable {
  private static final int MOST_ROWS = 120;

  private AccuracyTable() {}

  /**
   * @param known the orders of each gradient of which something can be said
   */
  static Element of(Accuracy accuracy, Map<OfGradient, List<Point>> known) {
    List<Element> rows = new ArrayList<>();
    known.forEach(
        (gradient, points) -> {
          for (Point point : points) {
            String spread =
                point.spread() == null
                    ? "unknown"
                    : point.finite() ? Figures.fraction(point.spread()) : "nan or inf";
            rows.add(
                Element.of("tr")
                    .add(Tables.rowHead(gradient.gradient()))
                    .add(Tables.cell(point.order()))
                    .add(exact(point.exact()))
                    .add(
                        Tables.number(
                            spread, point.spread() == null ? "-1" : NumberText.of(point.spread())))
                    .add(exact(gradient.exactSums().maxUlps()))
                    .add(Tables.cell(gradient.limit().meaning())));
          }
        });
    for (OfGradient gradient : accuracy.gradients()) {
      if (AccuracyText.isLeftOut(gradient)) {
        rows.add(
            Element.of("tr")
                .add(Tables.rowHead(gradient.gradient()))
                .add(Tables.cell("–"))
                .add(Tables.number("–", "-1"))
                .add(Tables.number("–", "-1"))
                .add(Tables.number("–", "-1"))
                .add(Tables.cell(gradient.limit().meaning())));
      }
    }
    List<Element> shown = rows.size() > MOST_ROWS ? rows.subList(0, MOST_ROWS) : rows;
    String caption =
        "Distances in ULPs: from the exact gradient, and between the runs of an order"
            + (rows.size() > MOST_ROWS
                ? "; the first " + MOST_ROWS + " of " + rows.size() + ", JSON has all"
                : "");
    return Tables.scrolling(
        "Distances from the exact gradients",
        Tables.table(
            "data",
            caption,
            List.of(
                Tables.Column.text("gradient"),
                Tables.Column.text("order"),
                Tables.Column.number("from exact, at most"),
                Tables.Column.number("spread"),
                Tables.Column.number("exact sums"),
                Tables.Column.text("limited by")),
            shown));
  }

  private static Element exact(double ulps) {
    return Tables.number(Figures.fraction(ulps), NumberText.of(ulps));
  }
}
