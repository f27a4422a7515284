package dev.gradaudit.program;

import java.util.Arrays;
import java.util.List;

/** Program text that stands in a file as it is. Lines end at a line feed. */
public final class PlainSourceLine implements SourceLine {
  private final String file;
  private final String text;
  private final List<String> lines;
  private final int[] starts;

  public PlainSourceLine(String file, String text) {
    this.file = file;
    this.text = text;
    this.lines = List.of(text.split("\n", -1));
    this.starts = new int[lines.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + lines.get(i - 1).length() + 1;
    }
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public Location locate(int offset, int length) {
    int at = Math.max(0, Math.min(offset, text.length()));
    int found = Arrays.binarySearch(starts, at);
    int line = found >= 0 ? found : -found - 2;
    String sourceLine = lines.get(line);
    int column = at - starts[line];
    int marked = Math.max(1, Math.min(length, sourceLine.length() - column));
    return new Location(file, line + 1, column + 1, marked, sourceLine);
  }
}
