package dev.gradaudit.scenario;

import dev.gradaudit.program.Location;
import dev.gradaudit.program.SourceLine;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Program text inside a string of the file, which knows where each of its characters was written:
 * behind escapes in JSON, in folded lines and behind indentation in YAML.
 */
final class ProgramText implements SourceLine {
  private final SourceText source;
  private final StringNode node;
  private int @Nullable [] offsets;

  ProgramText(SourceText source, StringNode node) {
    this.source = source;
    this.node = node;
  }

  @Override
  public String text() {
    return node.text();
  }

  @Override
  public Location locate(int offset, int length) {
    if (offsets == null) {
      offsets = align();
    }
    int last = offsets.length - 1;
    int start = offsets[Math.min(Math.max(written(offset), 0), last)];
    int end = offsets[Math.min(Math.max(written(offset + length), 0), last)];
    return source.locate(start, Math.max(start + 1, end));
  }

  /** An offset of the text in what was written. */
  private int written(int offset) {
    StringNode.Written written = node.written();
    if (written == null) {
      return offset;
    }
    List<Integer> origins = written.origins();
    return origins.get(Math.min(Math.max(offset, 0), origins.size() - 1));
  }

  /**
   * The offset in the file of each character of the text, and of its end. Blanks may have been
   * dropped, folded or indented and are matched loosely; all other characters stand in the file as
   * they are or as escapes.
   */
  private int[] align() {
    StringNode.Written written = node.written();
    String text = written == null ? node.text() : written.text();
    String raw = source.text();
    char style = node.start() < raw.length() ? raw.charAt(node.start()) : ' ';
    int at = start(style);
    int[] result = new int[text.length() + 1];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      at = skipDropped(raw, at, c, style);
      result[i] = at;
      if (style == '"' && at < raw.length() && raw.charAt(at) == '\\') {
        // One escape of YAML may stand for a pair of characters.
        boolean firstOfPair = Character.isHighSurrogate(c) && escapeLength(raw, at) == 10;
        at += firstOfPair ? 0 : escapeLength(raw, at);
      } else if (style == '\'' && c == '\'') {
        at += 2;
      } else if (!isBlank(c) || at < raw.length() && isBlank(raw.charAt(at))) {
        at++;
      }
    }
    result[text.length()] = at;
    return result;
  }

  /** Where the text begins: after the quote, or on the line after the header of a block. */
  private int start(char style) {
    if (style == '"' || style == '\'') {
      return node.start() + 1;
    }
    if (style == '|' || style == '>') {
      int lineEnd = source.text().indexOf('\n', node.start());
      return lineEnd < 0 ? node.end() : lineEnd + 1;
    }
    return node.start();
  }

  /** Passes over what the file has and the text has not. */
  private static int skipDropped(String raw, int from, char next, char style) {
    int at = from;
    while (at < raw.length()) {
      if (style == '"'
          && raw.charAt(at) == '\\'
          && at + 1 < raw.length()
          && isLineEnd(raw.charAt(at + 1))) {
        // An escaped line end of YAML joins two lines.
        at += 2;
        while (at < raw.length() && isBlank(raw.charAt(at))) {
          at++;
        }
      } else if (!isBlank(next) && isBlank(raw.charAt(at))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private static int escapeLength(String raw, int at) {
    if (at + 1 >= raw.length()) {
      return 1;
    }
    return switch (raw.charAt(at + 1)) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || isLineEnd(c);
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
