package dev.gradaudit.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of styled text that know how wide they are. Every text is made {@link Printable} on its way
 * in, so that nothing else reaches the terminal.
 */
final class Page {
  private static final int LEAST_TEXT_WIDTH = 20;

  private final StringBuilder out = new StringBuilder();
  private final RenderOptions options;

  Page(RenderOptions options) {
    this.options = options;
  }

  RenderOptions options() {
    return options;
  }

  /** A new line, part of the page once it is {@linkplain Line#end ended}. */
  Line line() {
    return new Line();
  }

  void blank() {
    out.append('\n');
  }

  /** How many columns a text will take. */
  int width(String text) {
    return Printable.width(Printable.of(text, options.unicode()));
  }

  /** The text, cut to so many columns, its last one then an ellipsis. */
  String clip(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    String safe = Printable.of(text, options.unicode());
    String ellipsis = options.unicode() ? "…" : "...";
    int room = columns - ellipsis.length();
    int end = 0;
    while (end < safe.length()) {
      int next = end + Character.charCount(safe.codePointAt(end));
      if (Printable.width(safe.substring(0, next)) > room) {
        break;
      }
      end = next;
    }
    return safe.substring(0, end) + ellipsis;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /** A line in the making. */
  final class Line {
    private final StringBuilder text = new StringBuilder();
    private int width;
    private int pending;

    Line add(String raw) {
      return add(Style.PLAIN, raw);
    }

    Line add(Style style, String raw) {
      String safe = Printable.of(raw, options.unicode());
      // Spaces wait until something follows them: no line ends in blanks.
      int visible = safe.stripTrailing().length();
      if (visible > 0) {
        text.append(" ".repeat(pending));
        String shown = safe.substring(0, visible);
        text.append(options.color() ? style.apply(shown) : shown);
        pending = 0;
      }
      pending += safe.length() - visible;
      width += Printable.width(safe);
      return this;
    }

    /** Fills with blanks up to a column, counted from 0; at least one when it is passed already. */
    Line to(int column) {
      int blanks = width == 0 ? column : Math.max(1, column - width);
      pending += blanks;
      width += blanks;
      return this;
    }

    /** Adds a text that goes on, where it does not fit, under its own beginning. */
    Line wrap(Style style, String raw) {
      int indent = width;
      int room = Math.max(LEAST_TEXT_WIDTH, options.width() - indent);
      StringBuilder row = new StringBuilder();
      for (String word : words(raw, room)) {
        if (!row.isEmpty() && Printable.width(row + " " + word) > room) {
          add(style, row.toString()).end();
          to(indent);
          row.setLength(0);
        }
        row.append(row.isEmpty() ? "" : " ").append(word);
      }
      return add(style, row.toString());
    }

    void end() {
      out.append(text).append('\n');
      text.setLength(0);
      width = 0;
      pending = 0;
    }

    /** The words of a text; one that is longer than a whole line is cut into such lengths. */
    private List<String> words(String raw, int room) {
      List<String> words = new ArrayList<>();
      for (String word : Printable.of(raw, options.unicode()).split(" +")) {
        for (int from = 0; from < word.length(); ) {
          int to = Math.min(word.length(), from + room);
          if (to < word.length() && Character.isLowSurrogate(word.charAt(to))) {
            to--;
          }
          words.add(word.substring(from, to));
          from = to;
        }
      }
      return words;
    }
  }
}
