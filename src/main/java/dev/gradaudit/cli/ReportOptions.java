package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.ReportFormat;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options about the formats and files of reports. */
final class ReportOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Of standard output: table (default), json, csv, html, junit, github, markdown or sarif.")
  private String format = ReportFormat.TABLE.label();

  @Option(
      names = "--report",
      paramLabel = "FORMAT=PATH",
      description =
          "Also write a report to a file, in a format as above or as control-csv, accuracy-csv or"
              + " statistics-csv; repeatable.")
  private List<String> reports = new ArrayList<>();

  /** Whether the user asked for anything here. */
  boolean given() {
    return !reports.isEmpty() || !format.equals(ReportFormat.TABLE.label());
  }

  /** What was asked for, checked. */
  Chosen choose() throws CommandException {
    return new Chosen(
        OptionValues.format("--format", format), ReportFile.parse("--report", reports));
  }

  /**
   * Where reports go.
   *
   * @param shown the format of standard output
   */
  record Chosen(ReportFormat shown, List<ReportFile> files) {
    /** Writes every report that can be written, whatever becomes of the others. */
    boolean write(AuditReport report, RenderOptions options, Console console) {
      boolean written = true;
      for (ReportFile file : files) {
        try {
          file.write(report);
        } catch (CommandException e) {
          console.say(e.text());
          written = false;
        }
      }
      try {
        Charset charset = shown == ReportFormat.TABLE ? console.charset() : StandardCharsets.UTF_8;
        StandardOutput.write(
            console, charset, out -> shown.renderer().render(report, options, out));
      } catch (CommandException e) {
        console.say(e.text());
        written = false;
      }
      return written;
    }
  }
}
