package dev.gradaudit.program;

import dev.gradaudit.program.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts program text into tokens, by Python's rules: {@code #} begins a comment, a line end ends a
 * statement unless brackets are open or a backslash precedes it.
 */
final class Lexer {
  private static final List<String> SYMBOLS =
      List.of(
          "...", "**=", "//=", "**", "//", "+=", "-=", "*=", "/=", "@=", "%=", "==", "!=", "<=",
          ">=", "->", ":=", "<<", ">>", "+", "-", "*", "/", "@", "%", "=", "<", ">", "(", ")", "[",
          "]", "{", "}", ",", ".", ":", "&", "|", "^", "~", "!");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int brackets;

  private Lexer(String text) {
    this.text = text;
  }

  /** The tokens, the last one {@link Kind#END}; what cannot be one is a {@link Kind#FAULT}. */
  static List<Token> tokens(String text) {
    return new Lexer(text).run();
  }

  private List<Token> run() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\n' || c == '\r' || c == ';') {
        endOfLine(c);
      } else if (c == '#') {
        skipComment();
      } else if (c == '\\' && isLineEnd(position + 1)) {
        position += 2;
      } else if (Character.isWhitespace(c)) {
        position++;
      } else if (isNameStart(c)) {
        name();
      } else if (isDigit(c)
          || (c == '.' && position + 1 < text.length() && isDigit(text.charAt(position + 1)))) {
        number();
      } else if (c == '\'' || c == '"') {
        string(c);
      } else {
        symbol();
      }
    }
    add(Kind.NEWLINE, position, position);
    add(Kind.END, position, position);
    return tokens;
  }

  private void endOfLine(char c) {
    if (c == ';') {
      brackets = 0;
    }
    if (brackets == 0) {
      add(Kind.NEWLINE, position, position + 1);
    }
    position++;
  }

  private void skipComment() {
    while (position < text.length() && !isLineEnd(position)) {
      position++;
    }
  }

  private void name() {
    int start = position;
    while (position < text.length() && isNamePart(text.charAt(position))) {
      position++;
    }
    if (position < text.length() && "'\"".indexOf(text.charAt(position)) >= 0) {
      prefixedString(start);
      return;
    }
    add(Kind.NAME, start, position);
  }

  /** {@code f"..."} and the like: one fault for the whole string. */
  private void prefixedString(int start) {
    int prefix = position;
    string(text.charAt(position));
    Token string = tokens.remove(tokens.size() - 1);
    if (string.fault() != null) {
      tokens.add(string);
      return;
    }
    fault(
        new LanguageException(
            new Span(start, string.end()),
            "strings with a prefix such as '"
                + Token.shown(text.substring(start, prefix))
                + "' are not part of the program language",
            "write a plain string in quotes"));
  }

  private void number() {
    int start = position;
    boolean hex = text.startsWith("0x", position) || text.startsWith("0X", position);
    while (position < text.length()) {
      char c = text.charAt(position);
      boolean sign =
          (c == '+' || c == '-')
              && !hex
              && position > start
              && Character.toLowerCase(text.charAt(position - 1)) == 'e';
      // The second dot of 1..x, or a range such as 1...: not part of the number.
      boolean dot = c == '.' && text.indexOf('.', start) == position && !hex;
      if (!isNamePart(c) && !sign && !dot) {
        break;
      }
      position++;
    }
    add(Kind.NUMBER, start, position);
  }

  private void string(char quote) {
    int start = position;
    int end = start + 1;
    while (end < text.length() && text.charAt(end) != quote && !isLineEnd(end)) {
      end++;
    }
    if (end >= text.length() || isLineEnd(end)) {
      fault(new LanguageException(new Span(start, end), "a string is not closed", "add " + quote));
      return;
    }
    tokens.add(new Token(Kind.STRING, text.substring(start + 1, end), start, end + 1));
    position = end + 1;
  }

  private void symbol() {
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, position)) {
        if ("([{".contains(symbol)) {
          brackets++;
        } else if (")]}".contains(symbol)) {
          brackets = Math.max(0, brackets - 1);
        }
        add(Kind.SYMBOL, position, position + symbol.length());
        position += symbol.length();
        return;
      }
    }
    int end = position + Character.charCount(text.codePointAt(position));
    fault(
        new LanguageException(
            new Span(position, end),
            "unexpected character '" + printable(text.codePointAt(position)) + "'"));
  }

  private void fault(LanguageException fault) {
    Span span = fault.span();
    tokens.add(new Token(Kind.FAULT, "", span.start(), span.end(), fault));
    position = span.end();
  }

  private static String printable(int codePoint) {
    return Character.isISOControl(codePoint)
        ? "\\u" + Integer.toHexString(0x10000 + codePoint).substring(1)
        : Character.toString(codePoint);
  }

  private void add(Kind kind, int start, int end) {
    tokens.add(new Token(kind, text.substring(start, end), start, end));
  }

  private boolean isLineEnd(int at) {
    return at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r');
  }

  private static boolean isNameStart(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
