package dev.gradaudit.tensorfile;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the dictionary of an {@code .npy} header, which is a Python expression: strings, whole
 * numbers, {@code True}, {@code False}, tuples, lists and dictionaries of them. Nothing is ever
 * evaluated. Values are kept as the text that they are, which says enough.
 */
final class PythonDict {
  /** Nested types are not supported anyway. */
  private static final int MAX_DEPTH = 16;

  private final String text;
  private int at;

  private PythonDict(String text) {
    this.text = text;
  }

  /** Something that is no such dictionary. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    /** Characters before the place. */
    final int at;

    SyntaxException(String message, int at) {
      super(message);
      this.at = at;
    }
  }

  /** The values by their keys, as text without blanks around it. */
  static Map<String, String> parse(String text) throws SyntaxException {
    PythonDict parser = new PythonDict(text);
    Map<String, String> values = parser.dictionary();
    parser.skipBlanks();
    if (parser.at < text.length()) {
      throw parser.wrong("text after the dictionary");
    }
    return values;
  }

  private Map<String, String> dictionary() throws SyntaxException {
    Map<String, String> values = new LinkedHashMap<>();
    expect('{');
    while (!accept('}')) {
      String key = string();
      expect(':');
      skipBlanks();
      int start = at;
      value(0);
      if (values.put(key, text.substring(start, at).strip()) != null) {
        throw wrong("the key '" + key + "' is there twice");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    return values;
  }

  /** Moves behind a value. */
  private void value(int depth) throws SyntaxException {
    skipBlanks();
    if (depth > MAX_DEPTH) {
      throw wrong("nested too deeply");
    }
    char first = at < text.length() ? text.charAt(at) : '\0';
    if (first == '\'' || first == '"') {
      string();
    } else if (first == '(' || first == '[' || first == '{') {
      at++;
      char close = first == '(' ? ')' : first == '[' ? ']' : '}';
      while (!accept(close)) {
        value(depth + 1);
        if (first == '{' && accept(':')) {
          value(depth + 1);
        }
        if (!accept(',')) {
          expect(close);
          break;
        }
      }
    } else {
      int start = at;
      while (at < text.length() && isWord(text.charAt(at))) {
        at++;
      }
      String word = text.substring(start, at);
      if (!word.matches("-?[0-9]+L?|True|False|None")) {
        at = start;
        throw wrong("a value is missing");
      }
    }
  }

  private static boolean isWord(char c) {
    return c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private String string() throws SyntaxException {
    skipBlanks();
    char quote = at < text.length() ? text.charAt(at) : '\0';
    if (quote != '\'' && quote != '"') {
      throw wrong("a string is missing");
    }
    int end = text.indexOf(quote, at + 1);
    String content = end < 0 ? "\\" : text.substring(at + 1, end);
    if (content.indexOf('\\') >= 0 || content.indexOf('\n') >= 0) {
      throw wrong("a string that does not end, or with an escape");
    }
    at = end + 1;
    return content;
  }

  private boolean accept(char c) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws SyntaxException {
    if (!accept(c)) {
      throw wrong("'" + c + "' is missing");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private SyntaxException wrong(String message) {
    return new SyntaxException(message, at);
  }
}
