package dev.gradaudit.program;

import org.jspecify.annotations.Nullable;

/**
 * A word of the program text.
 *
 * @param text as written; for a string its contents
 * @param start offset of its first character
 * @param end offset after its last character
 * @param fault what is wrong with it, for {@link Kind#FAULT} only
 */
record Token(Kind kind, String text, int start, int end, @Nullable LanguageException fault) {
  Token(Kind kind, String text, int start, int end) {
    this(kind, text, start, end, null);
  }

  private static final int LONGEST_SHOWN = 40;

  enum Kind {
    NAME,
    NUMBER,
    STRING,
    /** An operator, a bracket, a comma and the like. */
    SYMBOL,
    /** The end of a statement: a line end outside of brackets, or a semicolon. */
    NEWLINE,
    END,
    /** Characters that are not part of the language; whoever takes it gets its fault. */
    FAULT
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** The text for a message, cut where it is long. */
  String shown() {
    return shown(text);
  }

  static String shown(String text) {
    if (text.length() <= LONGEST_SHOWN) {
      return text.replaceAll("\\s+", " ");
    }
    // Not between the halves of a pair.
    int end = LONGEST_SHOWN - (Character.isHighSurrogate(text.charAt(LONGEST_SHOWN - 2)) ? 2 : 1);
    return text.substring(0, end).replaceAll("\\s+", " ") + "…";
  }

  Span span() {
    return new Span(start, end);
  }
}
