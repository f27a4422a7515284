package dev.gradaudit.report;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.ControlledSite;
import dev.gradaudit.audit.GradientStatistics;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.reduction.SiteKey;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVPrinter;

/**
 * What the probes of an audit found, as CSV: a table of its own for each probe, for their rows are
 * about different things. Without the probe there is only the header.
 */
final class ProbeCsv implements Renderer {
  private final List<String> header;
  private final Function<ScenarioReport, List<List<String>>> rows;

  private ProbeCsv(List<String> header, Function<ScenarioReport, List<List<String>>> rows) {
    this.header = header;
    this.rows = rows;
  }

  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    CSVPrinter csv = CsvCells.printer(out);
    csv.printRecord(header);
    for (ScenarioReport scenario : report.scenarios()) {
      for (List<String> row : rows.apply(scenario)) {
        csv.printRecord(row);
      }
    }
    out.flush();
  }

  /** A row for each sum. */
  static ProbeCsv control() {
    return new ProbeCsv(
        List.of(
            "scenario",
            "file",
            "line",
            "column",
            "op",
            "role",
            "label",
            "terms",
            "outcome",
            "order",
            "gradient",
            "max_ulp"),
        scenario -> scenario.probes().control().stream().map(s -> row(scenario, s)).toList());
  }

  private static List<String> row(ScenarioReport scenario, ControlledSite site) {
    List<String> row = beginning(scenario);
    addSite(row, site.key());
    row.add(Integer.toString(site.terms()));
    row.add(site.outcome().label());
    row.add(site.order() == null ? "" : CsvCells.text(site.order()));
    row.add(site.gradient() == null ? "" : CsvCells.text(site.gradient()));
    row.add(NumberText.ofUnsigned(site.maxUlp()));
    return row;
  }

  /** A row for each gradient and configuration, and one for correctly rounded sums. */
  static ProbeCsv accuracy() {
    return new ProbeCsv(
        List.of(
            "scenario",
            "file",
            "gradient",
            "limit",
            "uncertainty_ulp",
            "undetermined",
            "run",
            "seed",
            "threads",
            "order",
            "max_ulp",
            "mean_ulp",
            "max_of_largest",
            "worst_index",
            "worst_value",
            "worst_exact"),
        scenario -> {
          List<List<String>> rows = new ArrayList<>();
          Accuracy accuracy = scenario.probes().accuracy();
          if (accuracy != null) {
            for (Accuracy.OfGradient gradient : accuracy.gradients()) {
              rows.add(row(scenario, gradient, "exact-sums", gradient.exactSums()));
              gradient
                  .runs()
                  .forEach(run -> rows.add(row(scenario, gradient, "configuration", run)));
            }
          }
          return rows;
        });
  }

  private static List<String> row(
      ScenarioReport scenario,
      Accuracy.OfGradient gradient,
      String kind,
      Accuracy.Distance distance) {
    List<String> row = beginning(scenario);
    row.add(CsvCells.text(gradient.gradient()));
    row.add(gradient.limit().label());
    row.add(NumberText.of(gradient.uncertainty()));
    row.add(Integer.toString(gradient.undetermined()));
    row.add(kind);
    row.add(Long.toString(distance.configuration().seed()));
    row.add(Integer.toString(distance.configuration().threads()));
    row.add(CsvCells.text(distance.configuration().order().name()));
    row.add(NumberText.of(distance.maxUlps()));
    row.add(NumberText.of(distance.meanUlps()));
    row.add(NumberText.of(distance.largest()));
    row.add(distance.worst().toString());
    row.add(NumberText.of(distance.value()));
    row.add(NumberText.of(distance.exact()));
    return row;
  }

  /** A row for each element of the gradients that vary. */
  static ProbeCsv statistics() {
    return new ProbeCsv(
        List.of(
            "scenario",
            "file",
            "gradient",
            "runs",
            "method",
            "index",
            "mean",
            "mean_half_width",
            "deviation",
            "min",
            "max",
            "normal_bits",
            "general_bits"),
        scenario -> {
          List<List<String>> rows = new ArrayList<>();
          for (GradientStatistics gradient : scenario.probes().statistics()) {
            List<GradientStatistics.OfElement> elements =
                gradient.elements().isEmpty() ? List.of(gradient.worst()) : gradient.elements();
            elements.forEach(element -> rows.add(row(scenario, gradient, element)));
          }
          return rows;
        });
  }

  private static List<String> row(
      ScenarioReport scenario, GradientStatistics gradient, GradientStatistics.OfElement element) {
    List<String> row = beginning(scenario);
    row.add(CsvCells.text(gradient.gradient()));
    row.add(Integer.toString(gradient.runs()));
    row.add(JsonStatistics.method(gradient));
    row.add(element.index().toString());
    row.add(NumberText.of(element.mean()));
    row.add(NumberText.of(element.halfWidth()));
    row.add(NumberText.of(element.deviation()));
    row.add(NumberText.of(element.min()));
    row.add(NumberText.of(element.max()));
    row.add(NumberText.of(element.normalBits()));
    row.add(NumberText.of(element.generalBits()));
    return row;
  }

  private static List<String> beginning(ScenarioReport scenario) {
    List<String> row = new ArrayList<>();
    row.add(CsvCells.text(scenario.name()));
    row.add(CsvCells.text(scenario.file()));
    return row;
  }

  private static void addSite(List<String> row, SiteKey key) {
    row.add(Integer.toString(key.line()));
    row.add(Integer.toString(key.column()));
    row.add(CsvCells.text(key.op()));
    row.add(CsvCells.text(key.role()));
    row.add(CsvCells.text(key.label()));
  }
}
