package dev.gradaudit.program;

/**
 * Shows a fault as lines of text: the place and the message, the source line with a caret below
 * what is marked, and the advice.
 *
 * <pre>
 * scenarios/x.json:4:23: error: unknown op 'sofmax'
 *   4 |   "program": ["y = sofmax(x)"],
 *     |                    ^~~~~~
 *   = did you mean 'softmax'?
 * </pre>
 */
public final class FaultRenderer {
  /** Where the width of the terminal is not known. */
  public static final int DEFAULT_WIDTH = 100;

  private static final int TAB = 4;

  /**
   * How many characters for each column of the window are looked at, since marks take no column of
   * their own. Whoever puts more of them on a letter sees fewer letters.
   */
  private static final int REACH = 8;

  private static final String CUT = "…";

  private FaultRenderer() {}

  /** For a terminal of 100 columns. Each line ends in a line feed. */
  public static String render(Fault fault) {
    return render(fault, DEFAULT_WIDTH);
  }

  /** A source line that does not fit the width is cut around the caret. */
  public static String render(Fault fault, int width) {
    Location at = fault.location();
    StringBuilder text = new StringBuilder();
    text.append(printable(at.file())).append(':').append(at.line()).append(':').append(at.column());
    text.append(": error: ").append(printable(fault.message())).append('\n');
    if (!at.sourceLine().isBlank()) {
      String number = Integer.toString(at.line());
      int room = Math.max(20, width - number.length() - 5);
      Excerpt excerpt = Excerpt.of(at, room);
      text.append("  ").append(number).append(" | ").append(excerpt.line()).append('\n');
      text.append("  ").append(" ".repeat(number.length())).append(" | ");
      text.append(" ".repeat(excerpt.caret())).append('^');
      text.append("~".repeat(Math.max(0, excerpt.length() - 1))).append('\n');
    }
    if (fault.advice() != null) {
      text.append("  = ").append(printable(fault.advice())).append('\n');
    }
    return text.toString();
  }

  /** The part of a source line that is shown, and where in it the mark stands. */
  private record Excerpt(String line, int caret, int length) {
    static Excerpt of(Location at, int room) {
      String source = at.sourceLine();
      int from = Math.max(0, Math.min(at.column() - 1, source.length()));
      int to = Math.max(from, Math.min(from + at.length(), source.length()));
      // The line may have megabytes; no more of it is touched than can be shown.
      int reach = REACH * room;
      int start = boundary(source, Math.max(0, from - reach));
      int middleEnd = boundary(source, Math.min(to, from + reach));
      int end = boundary(source, Math.min(source.length(), to + reach));
      String before = expanded(source.substring(start, from));
      String marked = expanded(source.substring(from, middleEnd));
      String after = middleEnd < to ? "" : expanded(source.substring(to, end));
      boolean whole = start == 0 && middleEnd == to && end == source.length();
      if (whole && columns(before) + columns(marked) + columns(after) <= room) {
        return new Excerpt(before + marked + after, columns(before), columns(marked));
      }
      String head = last(before, room / 2, start > 0);
      String middle = first(marked, room - columns(head), middleEnd < to);
      int left = Math.max(0, room - columns(head) - columns(middle));
      String tail = first(after, left, middleEnd == to && end < source.length());
      return new Excerpt(head + middle + tail, columns(head), columns(middle));
    }

    /** The offset, or the next one where it would part a surrogate pair. */
    private static int boundary(String text, int offset) {
      boolean parts =
          offset > 0
              && offset < text.length()
              && Character.isSurrogatePair(text.charAt(offset - 1), text.charAt(offset));
      return parts ? offset + 1 : offset;
    }

    private static String first(String text, int room, boolean goesOn) {
      if (columns(text) <= room && !goesOn) {
        return text;
      }
      StringBuilder kept = new StringBuilder();
      int left = room - 1;
      for (int c : text.codePoints().toArray()) {
        left -= columns(c);
        if (left < 0) {
          break;
        }
        kept.appendCodePoint(c);
      }
      return room < 1 ? "" : kept + CUT;
    }

    private static String last(String text, int room, boolean goesOn) {
      if (columns(text) <= room && !goesOn) {
        return text;
      }
      int start = text.length();
      int left = room - 1;
      while (start > 0) {
        int c = text.codePointBefore(start);
        left -= columns(c);
        if (left < 0) {
          break;
        }
        start -= Character.charCount(c);
      }
      return CUT + text.substring(start);
    }
  }

  /** Tabs as blanks, and nothing that a terminal would obey. */
  private static String expanded(String text) {
    return printable(text.replace("\t", " ".repeat(TAB)));
  }

  private static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean harmless =
                  type != Character.CONTROL
                      && type != Character.FORMAT
                      && type != Character.SURROGATE
                      && type != Character.LINE_SEPARATOR
                      && type != Character.PARAGRAPH_SEPARATOR;
              clean.appendCodePoint(harmless ? c : 0xFFFD);
            });
    return clean.toString();
  }

  /** How many columns a text takes: two for the wide characters of East Asia, none for marks. */
  private static int columns(String text) {
    return text.codePoints().map(FaultRenderer::columns).sum();
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
