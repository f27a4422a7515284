package dev.gradaudit.scenario;

import dev.gradaudit.program.Location;
import java.util.Arrays;

/**
 * The text of a scenario file and where its lines are. Offsets count characters from 0, the end of
 * a stretch is exclusive. A line ends at LF, CR LF or CR.
 */
final class SourceText {
  private final String file;
  private final String text;
  private final int[] lineStarts;

  // Faults come in clusters, and the lines of generated files may be megabytes long.
  private int cachedLine = -1;
  private String cachedText = "";

  SourceText(String file, String text) {
    this.file = file;
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  String file() {
    return file;
  }

  String text() {
    return text;
  }

  String slice(int start, int end) {
    return text.substring(start, end);
  }

  /** 1-based. */
  int line(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The offset of a 1-based line and column, both moved into the text where they are outside. */
  int offset(int line, int column) {
    int start = lineStarts[Math.min(Math.max(line, 1), lineStarts.length) - 1];
    return Math.min(start + Math.max(column, 1) - 1, text.length());
  }

  /** A location for the part of a stretch that stands on its first line; at least one character. */
  Location locate(int start, int end) {
    int from = Math.min(Math.max(start, 0), text.length());
    int line = line(from);
    int lineStart = lineStarts[line - 1];
    String sourceLine = sourceLine(line);
    int column = from - lineStart;
    int last = Math.min(end - lineStart, sourceLine.length());
    while (last > column && Character.isWhitespace(sourceLine.charAt(last - 1))) {
      last--;
    }
    return new Location(file, line, column + 1, Math.max(1, last - column), sourceLine);
  }

  private String sourceLine(int line) {
    if (line != cachedLine) {
      int start = lineStarts[line - 1];
      int end = line < lineStarts.length ? lineStarts[line] : text.length();
      while (end > start && isLineEnd(text.charAt(end - 1))) {
        end--;
      }
      cachedLine = line;
      cachedText = printable(text.substring(start, end));
    }
    return cachedText;
  }

  /** Lines are shown on terminals, which obey control characters; columns stay as they are. */
  private static String printable(String line) {
    StringBuilder clean = new StringBuilder(line);
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i)) && line.charAt(i) != '\t') {
        clean.setCharAt(i, '\uFFFD');
      }
    }
    return clean.toString();
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      boolean crOfCrLf =
          text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (isLineEnd(text.charAt(i)) && !crOfCrLf) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
