package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.plan.Axis;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A summary in GitHub's Markdown, for {@code $GITHUB_STEP_SUMMARY} or a comment: a table of all
 * scenarios, then those that failed in full, then what is remarkable of the others. It stays below
 * the megabyte that GitHub accepts: what does not fit is left out whole, and the end says so.
 */
final class MarkdownRenderer implements Renderer {
  /** GitHub refuses more than 1 MiB; some room is left for others who write to the same summary. */
  private static final int MOST_BYTES = 900_000;

  /** Shortens a table of very many scenarios, for the details of some to fit. */
  private static final int MOST_ROWS = 2000;

  private static final String SPECIAL = "\\`*_{}[]()#+-.!|~>$";

  /** Text that counts its bytes. */
  private static final class Document {
    private final StringBuilder text = new StringBuilder();
    private int bytes;
    private int leftOut;

    void add(String block) {
      int size = block.getBytes(StandardCharsets.UTF_8).length;
      if (leftOut > 0 || bytes + size > MOST_BYTES) {
        leftOut++;
      } else {
        text.append(block);
        bytes += size;
      }
    }
  }

  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    Document document = new Document();
    document.add("## gradaudit: " + totals(report) + "\n\n");
    if (!report.complete()) {
      document.add("**Incomplete: some runs or scenarios are missing.**\n\n");
    }
    if (report.scenarios().isEmpty()) {
      document.add("No scenario was audited.\n");
    } else {
      table(document, report);
      for (ScenarioReport scenario : report.scenarios()) {
        if (scenario.status() != Status.PASSED) {
          document.add(section(scenario));
        }
      }
      for (ScenarioReport scenario : report.scenarios()) {
        if (scenario.status() == Status.PASSED && !remarkable(scenario).isEmpty()) {
          document.add(folded(scenario));
        }
      }
    }
    if (document.leftOut > 0) {
      document.text.append("\n… and ").append(document.leftOut);
      document.text.append(" more, left out to stay within what a summary may hold.\n");
    }
    out.write(document.text.toString());
    out.flush();
  }

  private static String totals(AuditReport report) {
    StringBuilder text = new StringBuilder();
    for (Status status : Status.values()) {
      long count = report.scenarios().stream().filter(s -> s.status() == status).count();
      if (count > 0) {
        text.append(text.length() == 0 ? "" : ", ").append(count).append(' ');
        text.append(StatusText.of(status).word());
      }
    }
    return text.length() == 0 ? "nothing audited" : text.toString();
  }

  private static void table(Document document, AuditReport report) {
    List<Axis> axes =
        Arrays.stream(Axis.values())
            .filter(
                axis ->
                    report.scenarios().stream()
                        .anyMatch(s -> s.verdicts().stream().anyMatch(v -> v.axis() == axis)))
            .toList();
    StringBuilder head = new StringBuilder("| | scenario |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Axis axis : axes) {
      head.append(' ').append(axis.label()).append(" |");
      rule.append("---|");
    }
    document.add(head.append('\n').append(rule).append('\n').toString());
    List<ScenarioReport> shown =
        report.scenarios().subList(0, Math.min(MOST_ROWS, report.scenarios().size()));
    for (ScenarioReport scenario : shown) {
      StringBuilder row = new StringBuilder("| ").append(mark(scenario.status())).append(" | ");
      row.append(text(scenario.name())).append(" |");
      for (Axis axis : axes) {
        row.append(' ').append(cell(scenario, axis)).append(" |");
      }
      document.add(row.append('\n').toString());
    }
    if (shown.size() < report.scenarios().size()) {
      document.add("\n… and " + (report.scenarios().size() - shown.size()) + " more scenarios.\n");
    }
    document.add("\n");
  }

  private static String cell(ScenarioReport scenario, Axis axis) {
    return scenario.verdicts().stream()
        .filter(verdict -> verdict.axis() == axis)
        .findFirst()
        .map(
            verdict -> {
              String cell = text(new VerdictText(verdict).cell());
              return verdict.holds() ? cell : "**✗ " + cell + "**";
            })
        .orElse("–");
  }

  private static String section(ScenarioReport scenario) {
    return "### " + mark(scenario.status()) + " " + text(scenario.name()) + "\n\n" + body(scenario);
  }

  private static String folded(ScenarioReport scenario) {
    return "<details><summary>"
        + mark(scenario.status())
        + " "
        + html(scenario.name())
        + "</summary>\n\n"
        + body(scenario)
        + "</details>\n\n";
  }

  private static String body(ScenarioReport scenario) {
    StringBuilder text = new StringBuilder();
    text.append(code(scenario.file())).append("  \n");
    if (!scenario.description().isEmpty()) {
      text.append(paragraph(scenario.description())).append('\n');
    }
    text.append("\n| axis | verdict | expected | evidence |\n|---|---|---|---|\n");
    for (AxisVerdict verdict : scenario.verdicts()) {
      VerdictText words = new VerdictText(verdict, scenario.plan().confidence());
      text.append("| ").append(verdict.holds() ? "" : "✗ ").append(verdict.axis().label());
      text.append(" | ").append(text(words.word())).append(" | ").append(text(words.expected()));
      text.append(" | ").append(text(words.evidence())).append(" |\n");
    }
    text.append('\n');
    for (Finding finding : remarkable(scenario)) {
      text.append("- **")
          .append(finding.severity() == Finding.Severity.ERROR ? "error" : "warning");
      text.append("** ").append(text(finding.message()));
      if (!finding.advice().isEmpty()) {
        text.append("  \n  → ").append(text(finding.advice()));
      }
      text.append('\n');
    }
    return text.append('\n').toString();
  }

  private static List<Finding> remarkable(ScenarioReport scenario) {
    return scenario.findings().stream()
        .filter(finding -> finding.severity() != Finding.Severity.NOTE)
        .toList();
  }

  private static String mark(Status status) {
    return StatusText.of(status).mark(true);
  }

  /** Between its tags a line is still Markdown. */
  private static String code(String text) {
    return "<code>" + text(text) + "</code>";
  }

  /** Within a block of HTML, where nothing is Markdown. */
  private static String html(String text) {
    return Printable.of(text, true)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("|", "&#124;")
        .replace("`", "&#96;");
  }

  /** Text that begins a line, where it could also underline a heading or begin a list. */
  private static String paragraph(String text) {
    return text(text).strip().replaceFirst("^(?=[-=:])|(?<=^[0-9]{1,9})(?=\\.)", "\\\\");
  }

  /** Whatever could be markup is escaped; numbers and plain words stay readable. */
  private static String text(String text) {
    StringBuilder safe = new StringBuilder();
    Printable.of(text, true)
        .codePoints()
        .forEach(
            point -> {
              if (point == '&') {
                safe.append("&amp;");
              } else if (point == '<') {
                safe.append("&lt;");
              } else if (SPECIAL.indexOf(point) >= 0 && point != '.' && point != '-') {
                safe.append('\\').appendCodePoint(point);
              } else {
                safe.appendCodePoint(point);
              }
            });
    return safe.toString();
  }
}
