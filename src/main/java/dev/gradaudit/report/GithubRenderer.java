package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.Finding.Severity;
import dev.gradaudit.audit.ScenarioReport;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Annotations for GitHub Actions, which reads them from the output of a step: a line for each
 * finding, at the line of the scenario file where the difference begins. GitHub shows ten of each
 * kind and drops the rest; the tenth says how many more there are.
 */
final class GithubRenderer implements Renderer {
  private static final int MOST = 10;

  /** What GitHub calls a severity. */
  private record Kind(Severity severity, String command) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(Severity.ERROR, "error"),
          new Kind(Severity.WARNING, "warning"),
          new Kind(Severity.NOTE, "notice"));

  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    for (Kind kind : KINDS) {
      List<String> lines = lines(report, kind);
      int shown = lines.size() > MOST ? MOST - 1 : lines.size();
      for (String line : lines.subList(0, shown)) {
        out.write(line + "\n");
      }
      if (shown < lines.size()) {
        out.write(
            "::"
                + kind.command()
                + " title=gradaudit::and "
                + (lines.size() - shown)
                + " more of this kind; the report has them all\n");
      }
    }
    out.flush();
  }

  private static List<String> lines(AuditReport report, Kind kind) {
    List<String> lines = new ArrayList<>();
    for (ScenarioReport scenario : report.scenarios()) {
      for (Finding finding : scenario.findings()) {
        if (finding.severity() == kind.severity()) {
          lines.add(line(scenario, finding, kind));
        }
      }
    }
    return lines;
  }

  private static String line(ScenarioReport scenario, Finding finding, Kind kind) {
    String advice = finding.advice().isEmpty() ? "" : "\n" + finding.advice();
    return "::"
        + kind.command()
        + " file="
        + property(scenario.file())
        + ",line="
        + scenario.dataflow().fileLine(finding.axis())
        + ",title="
        + property(scenario.name() + ": " + finding.code())
        + "::"
        + data(finding.message() + advice);
  }

  /** In GitHub's spelling: what would end the message is written in hexadecimal digits. */
  private static String data(String text) {
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  /** No character that would act on a terminal; line ends stay. */
  private static String visible(String text) {
    return String.join("\n", text.lines().map(line -> Printable.of(line, true)).toList());
  }
}
