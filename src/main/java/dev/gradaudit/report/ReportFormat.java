package dev.gradaudit.report;

import dev.gradaudit.report.html.HtmlRenderer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The formats of reports. A new one is a constant and a case here, and a {@link Renderer} beside.
 */
public enum ReportFormat {
  TABLE("table"),
  JSON("json"),
  CSV("csv"),
  HTML("html"),
  JUNIT("junit"),
  GITHUB("github"),
  MARKDOWN("markdown"),
  SARIF("sarif"),
  CONTROL_CSV("control-csv"),
  ACCURACY_CSV("accuracy-csv"),
  STATISTICS_CSV("statistics-csv");

  private final String label;

  ReportFormat(String label) {
    this.label = label;
  }

  /** The name in options. */
  public String label() {
    return label;
  }

  public Renderer renderer() {
    return switch (this) {
      case TABLE -> new TableRenderer();
      case JSON -> new JsonRenderer();
      case CSV -> new CsvRenderer();
      case HTML -> new HtmlRenderer();
      case JUNIT -> new JUnitRenderer();
      case GITHUB -> new GithubRenderer();
      case MARKDOWN -> new MarkdownRenderer();
      case SARIF -> new SarifRenderer();
      case CONTROL_CSV -> ProbeCsv.control();
      case ACCURACY_CSV -> ProbeCsv.accuracy();
      case STATISTICS_CSV -> ProbeCsv.statistics();
    };
  }

  public static Optional<ReportFormat> parse(String label) {
    return Arrays.stream(values()).filter(format -> format.label.equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(ReportFormat::label).toList();
  }
}
