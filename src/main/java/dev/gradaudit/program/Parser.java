package dev.gradaudit.program;

import dev.gradaudit.program.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Pratt parser with Python's precedence that evaluates as it goes: what it hands to {@link
 * Evaluation} are operands, not syntax. Nesting is limited, long chains are not.
 */
final class Parser {
  private static final int MAX_DEPTH = 200;
  private static final int COMPARISON = 10;
  private static final int OR = 12;
  private static final int XOR = 14;
  private static final int AND = 16;
  private static final int SUM = 20;
  private static final int PRODUCT = 30;
  private static final int UNARY = 40;

  /** Binary operators with how tightly they bind and the operator that they stand for. */
  private static final Map<String, Infix> INFIX =
      Map.ofEntries(
          Map.entry("<", new Infix(COMPARISON, "lt")),
          Map.entry("<=", new Infix(COMPARISON, "le")),
          Map.entry(">", new Infix(COMPARISON, "gt")),
          Map.entry(">=", new Infix(COMPARISON, "ge")),
          Map.entry("==", new Infix(COMPARISON, "eq")),
          Map.entry("!=", new Infix(COMPARISON, "ne")),
          Map.entry("|", new Infix(OR, "bitwise_or")),
          Map.entry("^", new Infix(XOR, "bitwise_xor")),
          Map.entry("&", new Infix(AND, "bitwise_and")),
          Map.entry("+", new Infix(SUM, "add")),
          Map.entry("-", new Infix(SUM, "sub")),
          Map.entry("*", new Infix(PRODUCT, "mul")),
          Map.entry("/", new Infix(PRODUCT, "div")),
          Map.entry("//", new Infix(PRODUCT, "floor_divide")),
          Map.entry("%", new Infix(PRODUCT, "remainder")),
          Map.entry("@", new Infix(PRODUCT, "matmul")));

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

  private record Infix(int precedence, String op) {}

  private final List<Token> tokens;
  private final Evaluation evaluation;
  private int next;
  private int depth;

  Parser(List<Token> tokens, Evaluation evaluation) {
    this.tokens = tokens;
    this.evaluation = evaluation;
  }

  /** An operand together with the text that it came from. */
  record Parsed(Operand operand, Span span) {}

  /** An argument of a call; positional when the keyword is null. */
  record Arg(@Nullable Token keyword, Operand value, Span span) {}

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

  /** An expression; several separated by commas are a tuple. */
  Parsed expressions() {
    Parsed first = expression();
    if (!peek().is(",")) {
      return first;
    }
    List<Operand> items = new ArrayList<>(List.of(first.operand()));
    Span span = first.span();
    while (peek().is(",")) {
      span = span.to(take().span());
      if (!startsExpression()) {
        break;
      }
      Parsed item = expression();
      items.add(item.operand());
      span = span.to(item.span());
    }
    return new Parsed(evaluation.tuple(items), span);
  }

  Parsed expression() {
    return binary(0);
  }

  private Parsed binary(int minimum) {
    enter();
    Parsed left = prefix();
    boolean compared = false;
    while (true) {
      Token operator = peek();
      Infix infix = operator.kind() == Kind.SYMBOL ? INFIX.get(operator.text()) : null;
      if (infix == null || infix.precedence() < minimum) {
        depth--;
        return left;
      }
      take();
      if (compared && infix.precedence() == COMPARISON) {
        throw new LanguageException(
            operator.span(), "comparisons cannot be chained", "write each comparison on its own");
      }
      compared = infix.precedence() == COMPARISON;
      Parsed right = binary(infix.precedence() + 1);
      Span span = left.span().to(right.span());
      left = new Parsed(evaluation.binary(infix.op(), operator.span(), left, right), span);
    }
  }

  /** Signs bind less tightly than **, so that -x**2 is -(x**2). */
  private Parsed prefix() {
    Token sign = peek();
    if (!sign.is("-") && !sign.is("+") && !sign.is("~")) {
      return power();
    }
    take();
    Parsed operand = binary(UNARY);
    Span span = sign.span().to(operand.span());
    return new Parsed(evaluation.sign(sign, operand), span);
  }

  private Parsed power() {
    Parsed base = postfix(atom());
    if (!peek().is("**")) {
      return base;
    }
    Token operator = take();
    // Right-associative, and the exponent may have a sign: 2**-1.
    Parsed exponent = binary(UNARY);
    Span span = base.span().to(exponent.span());
    return new Parsed(evaluation.binary("pow", operator.span(), base, exponent), span);
  }

  private Parsed postfix(Parsed start) {
    Parsed value = start;
    while (true) {
      Token token = peek();
      if (token.is(".")) {
        take();
        Token name = take();
        if (name.kind() != Kind.NAME) {
          throw unexpected(name, "a name after '.'");
        }
        Span span = value.span().to(name.span());
        value = new Parsed(evaluation.attribute(value, name), span);
      } else if (token.is("(")) {
        take();
        List<Arg> arguments = arguments();
        Span span = value.span().to(close(")", token).span());
        value = new Parsed(evaluation.call(value, arguments, span), span);
      } else if (token.is("[")) {
        take();
        List<Operand> index = index();
        Span span = value.span().to(close("]", token).span());
        value = new Parsed(evaluation.index(value, index, token.span().to(span)), span);
      } else {
        return value;
      }
    }
  }

  private Parsed atom() {
    Token token = take();
    switch (token.kind()) {
      case NAME -> {
        if (isKeyword(token)) {
          throw keyword(token);
        }
        if (peek().is(":=") || isKeyword(peek())) {
          throw unexpected(peek(), "an expression");
        }
        return new Parsed(evaluation.name(token), token.span());
      }
      case NUMBER -> {
        return new Parsed(new Operand.Static(Numbers.parse(token)), token.span());
      }
      case STRING -> {
        return new Parsed(new Operand.Static(Argument.of(token.text())), token.span());
      }
      default -> {
        if (token.is("...")) {
          return new Parsed(new Operand.Static(new Argument.Ellipsis()), token.span());
        }
        if (token.is("(") || token.is("[")) {
          return bracketed(token);
        }
        throw unexpected(token, "an expression");
      }
    }
  }

  private Parsed bracketed(Token open) {
    String closing = open.is("(") ? ")" : "]";
    List<Operand> items = new ArrayList<>();
    boolean tuple = open.is("[");
    Parsed single = null;
    while (!peek().is(closing)) {
      single = expression();
      items.add(single.operand());
      if (!peek().is(",")) {
        break;
      }
      take();
      tuple = true;
    }
    Span span = open.span().to(close(closing, open).span());
    return new Parsed(tuple || single == null ? evaluation.tuple(items) : single.operand(), span);
  }

  private List<Arg> arguments() {
    List<Arg> arguments = new ArrayList<>();
    while (!peek().is(")")) {
      Token keyword = null;
      if (peek().kind() == Kind.NAME && peek(1).is("=")) {
        keyword = take();
        take();
      }
      Parsed value = expression();
      if (keyword == null
          && !arguments.isEmpty()
          && arguments.get(arguments.size() - 1).keyword() != null) {
        throw new LanguageException(
            value.span(), "a positional argument follows a keyword argument");
      }
      Span span = keyword == null ? value.span() : keyword.span().to(value.span());
      arguments.add(new Arg(keyword, value.operand(), span));
      if (!peek().is(",")) {
        break;
      }
      take();
    }
    return arguments;
  }

  private List<Operand> index() {
    List<Operand> items = new ArrayList<>();
    while (!peek().is("]")) {
      items.add(indexItem());
      if (!peek().is(",")) {
        break;
      }
      take();
    }
    if (items.isEmpty()) {
      throw unexpected(peek(), "an index");
    }
    return items;
  }

  private Operand indexItem() {
    Parsed first = peek().is(":") ? null : expression();
    if (!peek().is(":")) {
      if (first == null) {
        throw unexpected(peek(), "an index");
      }
      return evaluation.indexItem(first);
    }
    take();
    boolean none = peek().is(":") || peek().is(",") || peek().is("]");
    Parsed stop = none ? null : expression();
    Parsed step = null;
    if (peek().is(":")) {
      take();
      step = peek().is(",") || peek().is("]") ? null : expression();
    }
    return new Operand.Static(new Argument.Slice(bound(first), bound(stop), bound(step)));
  }

  private @Nullable Long bound(@Nullable Parsed bound) {
    return bound == null ? null : evaluation.sliceBound(bound);
  }

  private Token close(String closing, Token open) {
    Token token = take();
    if (token.is(closing)) {
      return token;
    }
    boolean ends = token.kind() == Kind.END || token.kind() == Kind.NEWLINE;
    // A name that is assigned to begins the next line: the bracket swallowed the line end.
    if (ends || (token.kind() == Kind.NAME && peek().is("="))) {
      throw new LanguageException(
          open.span(), "'" + open.text() + "' is not closed", "add '" + closing + "'");
    }
    throw unexpected(token, "',' or '" + closing + "'");
  }

  private boolean startsExpression() {
    Token token = peek();
    return switch (token.kind()) {
      case NAME, NUMBER, STRING -> true;
      case SYMBOL ->
          token.is("(")
              || token.is("[")
              || token.is("-")
              || token.is("+")
              || token.is("~")
              || token.is("...");
      case NEWLINE, END, FAULT -> false;
    };
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new LanguageException(
          peek().span(),
          "the expression is nested more than " + MAX_DEPTH + " levels deep",
          "give parts of it names of their own");
    }
  }

  /** The nesting of a statement that was given up does not count for the next one. */
  void resetDepth() {
    depth = 0;
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
