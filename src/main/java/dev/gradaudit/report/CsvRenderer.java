package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Configuration;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVPrinter;

/**
 * CSV after RFC 4180: a header and one row per comparison.
 *
 * <p>Text is written as {@link CsvCells} says, numbers are never altered. Bits carry {@code 0x},
 * because {@code 3e800000} alone reads as a number. Cells of the worst pair are empty where nothing
 * differs.
 */
final class CsvRenderer implements Renderer {
  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    CSVPrinter csv = CsvCells.printer(out);
    csv.printRecord(header());
    for (ScenarioReport scenario : report.scenarios()) {
      for (Comparison comparison : scenario.comparisons()) {
        csv.printRecord(row(scenario, comparison));
      }
    }
    out.flush();
  }

  private static List<String> header() {
    List<String> header = new ArrayList<>();
    header.addAll(List.of("scenario", "file", "axis"));
    header.addAll(List.of("from_seed", "from_threads", "from_order"));
    header.addAll(List.of("to_seed", "to_threads", "to_order", "to_repeat"));
    header.addAll(List.of("gradient", "dtype"));
    header.addAll(figureNames());
    header.addAll(List.of("from_engine", "to_engine", "from_capability", "to_capability"));
    header.addAll(List.of("from_host", "to_host", "from_repeat"));
    return header;
  }

  /** The columns that {@link #addFigures} fills. */
  static List<String> figureNames() {
    List<String> header = new ArrayList<>(List.of("elements", "differing"));
    header.addAll(List.of("max_ulp", "mean_ulp", "p99_ulp", "max_abs", "max_rel"));
    header.addAll(List.of("sign_of_zero", "non_finite"));
    for (Difference.NonFinite kind : Difference.NonFinite.values()) {
      header.add(kind.name().toLowerCase(Locale.ROOT));
    }
    header.addAll(List.of("worst_index", "worst_from", "worst_from_bits"));
    header.addAll(List.of("worst_to", "worst_to_bits"));
    return header;
  }

  private static List<String> row(ScenarioReport scenario, Comparison comparison) {
    Difference difference = comparison.difference();
    List<String> row = new ArrayList<>();
    row.add(CsvCells.text(scenario.name()));
    row.add(CsvCells.text(scenario.file()));
    row.add(comparison.axis().label());
    addConfiguration(row, comparison.from());
    addConfiguration(row, comparison.to());
    row.add(Integer.toString(comparison.toRepeat()));
    row.add(CsvCells.text(comparison.gradient()));
    row.add(difference.dtype().label());
    addFigures(row, difference);
    row.add(CsvCells.text(engine(scenario, comparison.from())));
    row.add(CsvCells.text(engine(scenario, comparison.to())));
    row.add(CsvCells.text(comparison.from().capability()));
    row.add(CsvCells.text(comparison.to().capability()));
    row.add(CsvCells.text(comparison.from().host()));
    row.add(CsvCells.text(comparison.to().host()));
    row.add(Integer.toString(comparison.fromRepeat()));
    return row;
  }

  static void addFigures(List<String> row, Difference difference) {
    row.add(Long.toString(difference.elements()));
    row.add(Long.toString(difference.differing()));
    row.add(NumberText.ofUnsigned(difference.maxUlp()));
    row.add(NumberText.of(difference.meanUlp()));
    row.add(NumberText.ofUnsigned(difference.p99Ulp()));
    row.add(NumberText.of(difference.maxAbs()));
    row.add(NumberText.of(difference.maxRel()));
    row.add(Long.toString(difference.signOfZero()));
    row.add(Long.toString(difference.nonFiniteTotal()));
    for (Difference.NonFinite kind : Difference.NonFinite.values()) {
      row.add(Long.toString(difference.nonFinite().getOrDefault(kind, 0L)));
    }
    addWorst(row, difference);
  }

  private static String engine(ScenarioReport scenario, Configuration configuration) {
    return configuration.engine().isEmpty() ? scenario.plan().engine() : configuration.engine();
  }

  private static void addConfiguration(List<String> row, Configuration configuration) {
    row.add(Long.toString(configuration.seed()));
    row.add(Integer.toString(configuration.threads()));
    row.add(CsvCells.text(configuration.order().name()));
  }

  private static void addWorst(List<String> row, Difference difference) {
    Difference.Worst worst = difference.worst();
    if (worst == null) {
      row.addAll(List.of("", "", "", "", ""));
      return;
    }
    row.add(worst.index().toString());
    row.add(NumberText.of(difference.dtype(), worst.from()));
    row.add("0x" + NumberText.bits(difference.dtype(), worst.fromBits()));
    row.add(NumberText.of(difference.dtype(), worst.to()));
    row.add("0x" + NumberText.bits(difference.dtype(), worst.toBits()));
  }
}
