package dev.gradaudit.report;

import java.io.IOException;
import java.io.Writer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What every CSV of ours has in common: RFC 4180. A text cell that a spreadsheet would take for a
 * formula starts with an apostrophe. Control characters are {@linkplain Printable escaped}, so that
 * each row is one line.
 */
final class CsvCells {
  private static final String FORMULA_STARTS = "=+-@＝＋－＠";

  private CsvCells() {}

  static CSVPrinter printer(Writer out) throws IOException {
    return new CSVPrinter(out, CSVFormat.RFC4180);
  }

  /** Text that somebody else wrote. */
  static String text(String raw) {
    String cell = Printable.of(raw, true);
    return !cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }
}
