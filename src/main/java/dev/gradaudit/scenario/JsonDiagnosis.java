package dev.gradaudit.scenario;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * Says in plain words why a text is not JSON. The parser only knows which character it did not
 * like; here the text after the last good token is looked at, for the mistakes that people make.
 */
final class JsonDiagnosis {
  private static final Map<String, String> WORDS =
      Map.of(
          "nan", "write \"nan\", in quotes",
          "inf", "write \"inf\" or \"-inf\", in quotes",
          "infinity", "write \"inf\" or \"-inf\", in quotes",
          "true", "write true, in lower case",
          "false", "write false, in lower case",
          "none", "leave the field out",
          "null", "write null, in lower case");

  private final DocumentReader.Progress progress;
  private final String text;

  JsonDiagnosis(DocumentReader.Progress progress) {
    this.progress = progress;
    this.text = progress.source().text();
  }

  UnreadableDocumentException explain(JacksonException e) {
    int at = nextToken(e.getLocation() == null ? text.length() : e.getLocation().getCharOffset());
    if (at >= text.length()) {
      return endOfFile();
    }
    if (e instanceof StreamConstraintsException) {
      return new UnreadableDocumentException(
          at, at + 1, "a number or a name that is too long to be meant", null);
    }
    char c = text.charAt(at);
    String reason = Objects.requireNonNullElse(e.getOriginalMessage(), "");
    UnreadableDocumentException stringFault = c == '"' ? stringFault(at) : null;
    if (stringFault != null) {
      return stringFault;
    }
    if (reason.contains("expecting a colon")) {
      return fault(at, at + 1, "a colon is missing before this", "write \"key\": value");
    }
    boolean glued = at == progress.end() && isNumberPart(before(at));
    if (isNumberPart(c) && (glued || !isWordStart(c))) {
      return badNumber(at, reason);
    }
    if (reason.contains("expecting comma")) {
      return fault(at, at + 1, "a comma is missing before this", null);
    }
    if (isWordStart(c)) {
      int end = endOfWord(at);
      String word = text.substring(at, end);
      String advice = WORDS.get(word.toLowerCase(Locale.ROOT));
      return fault(
          at,
          end,
          "unexpected word " + Wording.quoted(word),
          advice == null ? "write names and text in double quotes" : advice);
    }
    return switch (c) {
      case '\'' -> fault(at, at + 1, "unexpected single quote", "write text in double quotes");
      case '#' -> fault(at, at + 1, "unexpected '#'", "a comment begins with //");
      case ',' -> fault(at, at + 1, "a value is missing before this comma", null);
      case '}', ']' ->
          closes(c)
              ? fault(at, at + 1, "a value is missing before this", null)
              : fault(at, at + 1, "unexpected '" + c + "'", unclosed());
      default -> {
        int end = at + Character.charCount(text.codePointAt(at));
        yield fault(at, end, "unexpected " + Wording.quoted(text.substring(at, end)), null);
      }
    };
  }

  private UnreadableDocumentException endOfFile() {
    int last = Math.max(0, text.stripTrailing().length() - 1);
    return fault(last, last + 1, "the file ends too early", unclosed());
  }

  /** Whether a bracket is the one that the innermost container waits for. */
  private boolean closes(char bracket) {
    Integer open = progress.innermost();
    return open != null && text.charAt(open) == (bracket == '}' ? '{' : '[');
  }

  private String unclosed() {
    Integer open = progress.innermost();
    if (open == null) {
      return "nothing is open here";
    }
    return "the "
        + (text.charAt(open) == '{' ? "object" : "list")
        + " that begins on line "
        + progress.source().line(open)
        + " is not closed yet";
  }

  /** A number that is glued to something, or is not spelled as JSON wants it. */
  private UnreadableDocumentException badNumber(int at, String reason) {
    int start = at;
    while (start > 0 && start > at - 40 && isNumberPart(before(start)) && start <= progress.end()) {
      start--;
    }
    int end = at;
    while (end < text.length() && isNumberPart(text.charAt(end))) {
      end++;
    }
    String written = text.substring(start, Math.max(end, start + 1));
    if (start == at && reason.contains("expecting comma")) {
      return fault(at, end, "a comma is missing before this", null);
    }
    return fault(
        start,
        end,
        Wording.quoted(written) + " is not a number in JSON",
        "write numbers like 1, -0.5 or 1e-3, and others as \"nan\", \"inf\", \"-inf\" or"
            + " \"0x1.8p3\"");
  }

  /** What is wrong inside a string, or null when it is well-formed and just in the wrong place. */
  private @Nullable UnreadableDocumentException stringFault(int at) {
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return null;
      }
      if (c < ' ') {
        return fault(
            at,
            i,
            "a string is not closed on its line",
            "close it with \" or write \\n for a line break");
      }
      if (c == '\\') {
        int length = i + 1 < text.length() && text.charAt(i + 1) == 'u' ? 6 : 2;
        int end = Math.min(i + length, text.length());
        if (!text.substring(i, end).matches("\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4})")) {
          return fault(
              i,
              end,
              "unknown escape " + Wording.quoted(text.substring(i, end)),
              "write \\\\ for a backslash");
        }
        i = end - 1;
      }
    }
    return fault(at, at + 1, "the file ends inside this string", "close it with \"");
  }

  /**
   * The offset of the token that is to blame: the one after the last good token, blanks, comments
   * and a separator. The parser looks past a key before it hands the key out, so a sound key that
   * ends before the place it complains of is passed over, too.
   */
  private int nextToken(long complaint) {
    int at = skipBlanks(progress.end());
    if (at < text.length() && (text.charAt(at) == ',' || text.charAt(at) == ':')) {
      at = skipBlanks(at + 1);
    }
    Integer open = progress.innermost();
    boolean key = open != null && text.charAt(open) == '{' && text.startsWith("\"", at);
    if (!key || complaint <= at || stringFault(at) != null) {
      return at;
    }
    at = skipBlanks(DocumentReader.endOfString(text, at));
    return text.startsWith(":", at) ? skipBlanks(at + 1) : at;
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
      } else {
        return at;
      }
    }
    return at;
  }

  private int endOfWord(int start) {
    int end = start;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private char before(int offset) {
    return offset > 0 ? text.charAt(offset - 1) : ' ';
  }

  private static boolean isWordStart(char c) {
    return Character.isJavaIdentifierStart(c);
  }

  private static boolean isNumberPart(char c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '+'
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static UnreadableDocumentException fault(
      int start, int end, String message, @Nullable String advice) {
    return new UnreadableDocumentException(start, end, message, advice);
  }
}
