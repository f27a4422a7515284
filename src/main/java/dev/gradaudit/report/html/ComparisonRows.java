package dev.gradaudit.report.html;

import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.NumberText;
import java.util.ArrayList;
import java.util.List;

/**
 * The comparisons of a scenario, those furthest apart first: some in the page, and as many as there
 * is room for in its data, from where the script takes them.
 */
final class ComparisonRows {
  static final int SHOWN = 20;

  static final List<Tables.Column> COLUMNS =
      List.of(
          Tables.Column.text("axis"),
          Tables.Column.text("from"),
          Tables.Column.text("to"),
          Tables.Column.text("with"),
          Tables.Column.text("gradient"),
          Tables.Column.number("differing"),
          Tables.Column.number("max ULPs"),
          Tables.Column.number("mean ULPs"),
          Tables.Column.number("p99 ULPs"),
          Tables.Column.number("max absolute"),
          Tables.Column.number("max relative"));

  /** A cell's text and the number by which it is sorted, the same where that is the text. */
  record Cell(String text, String sortable) {
    Cell(String text) {
      this(text, text);
    }
  }

  private ComparisonRows() {}

  static List<Comparison> sorted(ScenarioReport scenario) {
    return scenario.comparisons().stream().sorted(Pairs.FURTHEST_FIRST).toList();
  }

  static List<Cell> cells(Comparison pair) {
    Difference difference = pair.difference();
    return List.of(
        new Cell(pair.axis().label()),
        new Cell(Pairs.from(pair)),
        new Cell(Pairs.to(pair)),
        new Cell(Pairs.shared(pair)),
        new Cell(pair.gradient()),
        new Cell(
            difference.differing() + " of " + difference.elements(),
            Long.toString(difference.differing())),
        new Cell(Pairs.ulps(difference), Pairs.sortable(difference)),
        figure(difference.meanUlp(), Figures.fraction(difference.meanUlp())),
        new Cell(
            Figures.ulps(difference.p99Ulp()).replaceFirst(" ULPs?$", ""),
            NumberText.ofUnsigned(difference.p99Ulp())),
        figure(difference.maxAbs(), Figures.magnitude(difference.maxAbs())),
        figure(difference.maxRel(), Figures.magnitude(difference.maxRel())));
  }

  private static Cell figure(double value, String text) {
    return new Cell(text, NumberText.of(value));
  }

  /**
   * The table, with a place for the script to offer the rest.
   *
   * @param scenario its position in the report
   * @param inData how many comparisons the data of the page has
   */
  static Element table(int scenario, List<Comparison> sorted, int inData) {
    List<Element> rows = new ArrayList<>();
    for (Comparison pair : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
      Element row = Element.of("tr");
      List<Cell> cells = cells(pair);
      for (int i = 0; i < cells.size(); i++) {
        boolean number = COLUMNS.get(i).kind() == Tables.Kind.NUMBER;
        Cell cell = cells.get(i);
        row.add(number ? Tables.number(cell.text(), cell.sortable()) : Tables.cell(cell.text()));
      }
      rows.add(row);
    }
    String caption =
        rows.size() == sorted.size()
            ? Figures.count(sorted.size(), "comparison") + ", the furthest apart first"
            : "The " + rows.size() + " of " + sorted.size() + " comparisons furthest apart";
    Element table =
        Tables.table("data", caption, COLUMNS, rows)
            .with("data-scenario", Integer.toString(scenario))
            .with("data-filter", "comparisons");
    Element part = Element.of("div").add(Tables.scrolling("Comparisons", table));
    if (inData < sorted.size()) {
      part.add(
          Element.of("p", "note")
              .text(
                  (rows.size() < inData ? inData : rows.size())
                      + " of the "
                      + sorted.size()
                      + " comparisons are in this page, those furthest apart; the JSON and CSV"
                      + " reports have all."));
    }
    return part;
  }
}
