package dev.gradaudit.report;

import java.util.HexFormat;
import java.util.Map;

/**
 * Makes any text safe and measurable on a terminal. Names and descriptions come from scenario
 * files, which may be somebody else's: no character of theirs may move the cursor, change colours
 * or reverse the reading direction.
 */
public final class Printable {
  private static final Map<Character, String> ASCII =
      Map.ofEntries(
          Map.entry('≤', "<="),
          Map.entry('≥', ">="),
          Map.entry('≠', "!="),
          Map.entry('×', "x"),
          Map.entry('·', "-"),
          Map.entry('•', "*"),
          Map.entry('→', "->"),
          Map.entry('…', "..."),
          Map.entry('−', "-"),
          Map.entry('–', "-"),
          Map.entry('—', "-"),
          Map.entry('²', "^2"),
          Map.entry('Σ', "sum"),
          Map.entry('√', "sqrt"),
          Map.entry('α', "alpha"),
          Map.entry('∞', "inf"));

  private Printable() {}

  /**
   * The text with every control, format and unpaired surrogate character written as an escape such
   * as {@code \x1b} or {@code \u202e}; without {@code unicode}, everything beyond ASCII too, except
   * for a few signs that have a common ASCII spelling. A line end becomes a space.
   */
  public static String of(String text, boolean unicode) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == '\n' || point == '\t') {
        safe.append(' ');
      } else if (point >= ' ' && point < 0x7f) {
        safe.append((char) point);
      } else if (unicode && isVisible(point)) {
        safe.appendCodePoint(point);
      } else if (!unicode && point < 0x10000 && ASCII.containsKey((char) point)) {
        safe.append(ASCII.get((char) point));
      } else if (point != '\r') {
        safe.append(escape(point));
      }
    }
    return safe.toString();
  }

  /** How many columns a text takes that {@link #of} has made. */
  public static int width(String text) {
    return text.codePoints().map(Printable::width).sum();
  }

  private static String escape(int point) {
    HexFormat hex = HexFormat.of();
    if (point < 0x100) {
      return "\\x" + hex.toHexDigits(point, 2);
    }
    return point < 0x10000 ? "\\u" + hex.toHexDigits(point, 4) : "\\U" + hex.toHexDigits(point, 8);
  }

  /** Whether a character shows, and changes nothing but itself. */
  public static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** 0 for marks that join the character before, 2 for East Asian wide ones and pictographs. */
  private static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        point >= 0x1100
            && (point <= 0x115f
                || point >= 0x2e80 && point <= 0xa4cf
                || point >= 0xac00 && point <= 0xd7a3
                || point >= 0xf900 && point <= 0xfaff
                || point >= 0xfe30 && point <= 0xfe6f
                || point >= 0xff00 && point <= 0xff60
                || point >= 0xffe0 && point <= 0xffe6
                || point >= 0x1f300 && point <= 0x1faff
                || point >= 0x20000 && point <= 0x3fffd);
    return wide ? 2 : 1;
  }
}
