package dev.gradaudit.scenario;

/** Turns positions counted in code points into offsets counted in characters. */
final class CodePoints {
  private final String text;
  private final int count;

  // Positions come nearly in order, so each one is found from the one before.
  private int lastPosition;
  private int lastOffset;

  CodePoints(String text) {
    this.text = text;
    this.count = text.codePointCount(0, text.length());
  }

  /** The offset of a position; of the end of the text for a position beyond it. */
  int offset(int position) {
    int within = Math.max(0, Math.min(position, count));
    if (count == text.length()) {
      return within;
    }
    lastOffset = text.offsetByCodePoints(lastOffset, within - lastPosition);
    lastPosition = within;
    return lastOffset;
  }

  /** The offset so many code points after another one; at most the end of the text. */
  int advance(int offset, int codePoints) {
    int result = offset;
    for (int i = 0; i < codePoints && result < text.length(); i++) {
      result += Character.charCount(text.codePointAt(result));
    }
    return result;
  }
}
