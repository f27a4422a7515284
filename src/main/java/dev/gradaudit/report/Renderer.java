package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import java.io.IOException;
import java.io.Writer;

/** Writes a report in one format. The same report and options always give the same characters. */
public interface Renderer {
  /** Writes the whole report; leaves the writer open and flushes it. */
  void render(AuditReport report, RenderOptions options, Writer out) throws IOException;
}
