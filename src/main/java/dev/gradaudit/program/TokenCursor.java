package dev.gradaudit.program;

import dev.gradaudit.program.Token.Kind;
import java.util.List;
import java.util.Set;

/** A place in a program's tokens, and what can be seen from it without evaluating anything. */
final class TokenCursor {
  /** Python's keywords but True, False and None. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "if",
          "elif",
          "else",
          "for",
          "while",
          "break",
          "continue",
          "def",
          "class",
          "lambda",
          "return",
          "with",
          "as",
          "and",
          "or",
          "not",
          "in",
          "is",
          "try",
          "except",
          "finally",
          "raise",
          "assert",
          "del",
          "global",
          "nonlocal",
          "yield",
          "async",
          "await",
          "pass",
          "import",
          "from");

  /** What stands between a target and its value. */
  private static final Set<String> ASSIGNMENTS =
      Set.of("=", "+=", "-=", "*=", "/=", "@=", "**=", "//=", "%=");

  private final List<Token> tokens;
  private int next;

  TokenCursor(String text) {
    this.tokens = Lexer.tokens(text);
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (token.fault() != null) {
      throw token.fault();
    }
    if (token.kind() != Kind.END) {
      next++;
    }
    return token;
  }

  /** Moves to the start of the next statement, whatever stands in between. */
  void skipStatement() {
    while (peek().kind() != Kind.NEWLINE && peek().kind() != Kind.END) {
      next++;
    }
  }

  /** The names left of the statement's last {@code =}; none when it assigns nothing. */
  List<Token> targets() {
    int end = assignment();
    return tokens.subList(next, Math.max(next, end)).stream()
        .filter(token -> token.kind() == Kind.NAME && !isKeyword(token))
        .toList();
  }

  /** Where the statement's last target ends. */
  Span targetEnd() {
    return tokens.get(Math.max(next, assignment() - 1)).span();
  }

  /** Whether the token so many places ahead is the statement's last {@code =} or the like. */
  boolean isLastAssignment(int ahead) {
    return assignment() == next + ahead;
  }

  /**
   * Requires that nothing else stands in the statement. What does stays where it is, so that giving
   * up on the statement does not pass over the next one.
   */
  void expectEnd() {
    Kind kind = peek().kind();
    if (kind != Kind.NEWLINE && kind != Kind.END) {
      throw unexpected(take(), "the end of the statement");
    }
  }

  /** The position of the statement's last {@code =} or the like outside of brackets, or -1. */
  private int assignment() {
    int brackets = 0;
    int found = -1;
    for (int i = next; ; i++) {
      Token token = tokens.get(i);
      switch (token.kind()) {
        case NEWLINE, END -> {
          return found;
        }
        case SYMBOL -> {
          brackets += "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
          found = brackets == 0 && ASSIGNMENTS.contains(token.text()) ? i : found;
        }
        default -> {}
      }
    }
  }

  /** Whether a token stands between a target and its value. */
  static boolean isAssignment(Token token) {
    return token.kind() == Kind.SYMBOL && ASSIGNMENTS.contains(token.text());
  }

  static LanguageException unexpected(Token token, String expected) {
    if (token.kind() == Kind.END || token.kind() == Kind.NEWLINE) {
      return new LanguageException(
          token.span(), "the statement ends where " + expected + " was expected");
    }
    if (isKeyword(token)) {
      return keyword(token);
    }
    if (token.is(":=")) {
      return new LanguageException(
          token.span(),
          "':=' is not part of the program language",
          "assign on a line of its own: name = expression");
    }
    String quote = token.kind() == Kind.STRING ? "the string '" : "'";
    return new LanguageException(
        token.span(), "unexpected " + quote + token.shown() + "'; expected " + expected);
  }

  static boolean isKeyword(Token token) {
    return token.kind() == Kind.NAME && KEYWORDS.contains(token.text());
  }

  static LanguageException keyword(Token token) {
    return new LanguageException(
        token.span(),
        "'" + token.text() + "' is not part of the program language",
        "a program is a list of assignments: no loops, conditions or functions");
  }
}
