package dev.gradaudit.program;

/** The text that a statement is part of, for the places of what it applies. */
final class StatementSource {
  static final StatementSource NONE = new StatementSource(new PlainSourceLine("", ""), 1, false);

  private final SourceLine source;
  private final int firstLine;
  private final boolean countLines;

  /**
   * @param firstLine the program line on which the text begins, from 1
   * @param countLines whether each line of the text is a program line of its own
   */
  StatementSource(SourceLine source, int firstLine, boolean countLines) {
    this.source = source;
    this.firstLine = firstLine;
    this.countLines = countLines;
  }

  /** The text of a stretch, cut at the end of the source. */
  String text(Span span) {
    String text = source.text();
    int end = Math.min(span.end(), text.length());
    return span.start() >= end ? "" : text.substring(span.start(), end);
  }

  Location locate(Span span) {
    return source.locate(span.start(), Math.max(1, span.end() - span.start()));
  }

  Graph.Place place(Span span) {
    String before = source.text().substring(0, Math.min(span.start(), source.text().length()));
    int lineStart = countLines ? before.lastIndexOf('\n') + 1 : 0;
    int line = firstLine;
    if (countLines) {
      line += (int) before.chars().filter(c -> c == '\n').count();
    }
    return new Graph.Place(line, span.start() - lineStart + 1, locate(span));
  }
}
