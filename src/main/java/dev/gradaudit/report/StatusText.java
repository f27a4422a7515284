package dev.gradaudit.report;

import dev.gradaudit.audit.ScenarioReport;

/** How a scenario ended, in a sign and a word. */
public record StatusText(String word, String sign, String asciiSign, Style style) {
  public static StatusText of(ScenarioReport.Status status) {
    return switch (status) {
      case PASSED -> new StatusText("passed", "✓", "+", Style.GOOD);
      case FAILED -> new StatusText("FAILED", "✗", "x", Style.BAD);
      case ERROR -> new StatusText("ERROR", "!", "!", Style.BAD);
      case INTERRUPTED -> new StatusText("INTERRUPTED", "?", "?", Style.DOUBTFUL);
    };
  }

  public String mark(boolean unicode) {
    return unicode ? sign : asciiSign;
  }
}
