package dev.gradaudit.report.html;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.Renderer;
import java.io.IOException;
import java.io.Writer;

/**
 * One page that needs nothing but itself: no network, no framework. Everything is markup from the
 * start; the script only sorts, filters and changes the theme. Its policy lets no other script or
 * style in, whatever a scenario's text holds.
 */
public final class HtmlRenderer implements Renderer {
  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    Summary summary = new Summary(report);
    PageData data = new PageData(report);
    ScenarioParts scenarios = new ScenarioParts(report.scenarios(), data);
    String style = "\n" + Assets.style();
    String script = "\n" + Assets.script();
    String frame = Assets.frame();
    int at = 0;
    for (int open = frame.indexOf("{{"); open >= 0; open = frame.indexOf("{{", at)) {
      int close = frame.indexOf("}}", open);
      out.append(frame, at, open);
      switch (frame.substring(open + 2, close)) {
        case "style" -> out.append(style);
        case "script" -> out.append(script);
        case "style-hash" -> out.append(Assets.hash(style));
        case "script-hash" -> out.append(Assets.hash(script));
        case "title" -> Text.escape(summary.sentence() + " – gradaudit", out);
        case "body" -> body(report, options, summary, data, scenarios, out);
        default -> throw new IOException("page.html has an unknown place at " + open);
      }
      at = close + 2;
    }
    out.append(frame, at, frame.length());
    out.flush();
  }

  private static void body(
      AuditReport report,
      RenderOptions options,
      Summary summary,
      PageData data,
      ScenarioParts scenarios,
      Writer out)
      throws IOException {
    summary.header().write(out);
    out.append("<main id=\"main\">\n");
    for (Element table : summary.table(scenarios.linked())) {
      table.write(out);
    }
    for (Element section : MatrixPart.all(report)) {
      section.write(out);
    }
    String leftOut = scenarios.leftOut();
    if (!leftOut.isEmpty()) {
      Element.of("p", "note").text(leftOut).write(out);
    }
    scenarios.write(out);
    Glossary.of().write(out);
    out.append("</main>\n");
    Glossary.circumstances(report, options.toolVersion()).write(out);
    data.block().write(out);
  }
}
