package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.ScenarioReport;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * For people: the verdict per axis first, then the worst difference, then what to do. Of several
 * scenarios a line each comes first, those that need attention follow in full, and the last line
 * says what became of all of them.
 */
final class TableRenderer implements Renderer {
  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    Page page = new Page(options);
    if (!report.complete()) {
      page.line().add(Style.DOUBTFUL, "incomplete: some runs or scenarios are missing").end();
      page.blank();
    }
    if (report.scenarios().isEmpty()) {
      page.line().add("no scenario was audited").end();
    } else if (options.detail() == RenderOptions.Detail.QUIET) {
      List<ScenarioReport> attention = attention(report);
      if (!attention.isEmpty()) {
        new Overview(page, report).lines(attention);
      }
    } else if (report.scenarios().size() == 1) {
      new ScenarioSection(page, report.scenarios().get(0)).write();
    } else {
      several(page, report);
    }
    out.write(page.toString());
    out.flush();
  }

  private static void several(Page page, AuditReport report) {
    Overview overview = new Overview(page, report);
    overview.lines(report.scenarios());
    boolean all = page.options().detail() == RenderOptions.Detail.VERBOSE;
    for (ScenarioReport scenario : all ? report.scenarios() : attention(report)) {
      page.blank();
      page.blank();
      new ScenarioSection(page, scenario).write();
    }
    page.blank();
    overview.totals();
  }

  private static List<ScenarioReport> attention(AuditReport report) {
    return report.scenarios().stream()
        .filter(scenario -> scenario.status() != ScenarioReport.Status.PASSED)
        .toList();
  }
}
