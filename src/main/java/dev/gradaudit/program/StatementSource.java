package dev.gradaudit.program;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The text that a statement is part of, for the places of what it applies. */
final class StatementSource {
  static final StatementSource NONE = new StatementSource(new PlainSourceLine("", ""), 1, false);

  private final SourceLine source;
  private final int firstLine;
  private final int[] lineStarts;
  private final Graph.@Nullable Place fixed;

  /**
   * @param firstLine the program line on which the text begins, from 1
   * @param countLines whether each line of the text is a program line of its own
   */
  StatementSource(SourceLine source, int firstLine, boolean countLines) {
    this(source, firstLine, countLines, null);
  }

  private StatementSource(
      SourceLine source, int firstLine, boolean countLines, Graph.@Nullable Place fixed) {
    this.fixed = fixed;
    this.source = source;
    this.firstLine = firstLine;
    this.lineStarts = lineStarts(source.text(), countLines);
  }

  /** The definition of an operator, all of whose parts stand where the operator is called. */
  static StatementSource within(String definition, Graph.Place place) {
    return new StatementSource(new PlainSourceLine("", definition), 1, false, place);
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
    if (fixed != null) {
      return fixed;
    }
    int found = Arrays.binarySearch(lineStarts, span.start());
    int line = found >= 0 ? found : -found - 2;
    return new Graph.Place(firstLine + line, span.start() - lineStarts[line] + 1, locate(span), "");
  }

  /** Where the program lines of a text begin; lines end as {@link String#lines} has it. */
  private static int[] lineStarts(String text, boolean countLines) {
    IntStream.Builder starts = IntStream.builder().add(0);
    for (int i = 0; i < text.length() && countLines; i++) {
      char c = text.charAt(i);
      boolean crLf = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || c == '\r' && !crLf) {
        starts.add(i + 1);
      }
    }
    return starts.build().toArray();
  }
}
