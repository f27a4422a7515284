package dev.gradaudit.program;

/** Program text that stands in a file as it is. */
public record PlainSourceLine(String file, String text) implements SourceLine {
  @Override
  public Location locate(int offset, int length) {
    int at = Math.max(0, Math.min(offset, text.length()));
    int lineStart = text.lastIndexOf('\n', at - 1) + 1;
    int lineEnd = text.indexOf('\n', lineStart);
    String line = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
    int number = 1 + (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    int column = Math.min(at - lineStart, line.length());
    int marked = Math.max(1, Math.min(length, line.length() - column));
    return new Location(file, number, column + 1, marked, line);
  }
}
