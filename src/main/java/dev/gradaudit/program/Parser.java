package dev.gradaudit.program;

import dev.gradaudit.program.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

  private record Infix(int precedence, String op) {}

  private final TokenCursor tokens;
  private final Evaluation evaluation;
  private final Consumer<Parsed> seen;
  private int depth;

  Parser(TokenCursor tokens, Evaluation evaluation) {
    this(tokens, evaluation, parsed -> {});
  }

  /**
   * @param seen is shown every expression, the parts of one before the whole
   */
  Parser(TokenCursor tokens, Evaluation evaluation, Consumer<Parsed> seen) {
    this.tokens = tokens;
    this.evaluation = evaluation;
    this.seen = seen;
  }

  TokenCursor tokens() {
    return tokens;
  }

  /** An operand together with the text that it came from. */
  record Parsed(Operand operand, Span span) {}

  /** An argument of a call; positional when the keyword is null. */
  record Arg(@Nullable Token keyword, Operand value, Span span) {}

  /** An expression; several separated by commas are a tuple. */
  Parsed expressions() {
    Parsed first = expression();
    if (!tokens.peek().is(",")) {
      return first;
    }
    List<Operand> items = new ArrayList<>(List.of(first.operand()));
    Span span = first.span();
    while (tokens.peek().is(",")) {
      span = span.to(tokens.take().span());
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

  private Parsed shown(Operand operand, Span span) {
    Parsed parsed = new Parsed(operand, span);
    seen.accept(parsed);
    return parsed;
  }

  private Parsed binary(int minimum) {
    enter();
    Parsed left = prefix();
    boolean compared = false;
    while (true) {
      Token operator = tokens.peek();
      Infix infix = operator.kind() == Kind.SYMBOL ? INFIX.get(operator.text()) : null;
      if (infix == null || infix.precedence() < minimum) {
        depth--;
        return left;
      }
      tokens.take();
      if (compared && infix.precedence() == COMPARISON) {
        throw new LanguageException(
            operator.span(), "comparisons cannot be chained", "write each comparison on its own");
      }
      compared = infix.precedence() == COMPARISON;
      Parsed right = binary(infix.precedence() + 1);
      Span span = left.span().to(right.span());
      left = shown(evaluation.binary(infix.op(), operator.span(), left, right), span);
    }
  }

  /** Signs bind less tightly than **, so that -x**2 is -(x**2). */
  private Parsed prefix() {
    Token sign = tokens.peek();
    if (!sign.is("-") && !sign.is("+") && !sign.is("~")) {
      return power();
    }
    tokens.take();
    Parsed operand = binary(UNARY);
    Span span = sign.span().to(operand.span());
    return shown(evaluation.sign(sign, operand), span);
  }

  private Parsed power() {
    Parsed base = postfix(atom());
    if (!tokens.peek().is("**")) {
      return base;
    }
    Token operator = tokens.take();
    // Right-associative, and the exponent may have a sign: 2**-1.
    Parsed exponent = binary(UNARY);
    Span span = base.span().to(exponent.span());
    return shown(evaluation.binary("pow", operator.span(), base, exponent), span);
  }

  private Parsed postfix(Parsed start) {
    Parsed value = start;
    while (true) {
      Token token = tokens.peek();
      if (token.is(".")) {
        tokens.take();
        Token name = tokens.take();
        if (name.kind() != Kind.NAME) {
          throw TokenCursor.unexpected(name, "a name after '.'");
        }
        Span span = value.span().to(name.span());
        value = shown(evaluation.attribute(value, name), span);
      } else if (token.is("(")) {
        tokens.take();
        List<Arg> arguments = arguments();
        Span span = value.span().to(close(")", token).span());
        value = shown(evaluation.call(value, arguments, span), span);
      } else if (token.is("[")) {
        tokens.take();
        List<Operand> index = index();
        Span span = value.span().to(close("]", token).span());
        value = shown(evaluation.index(value, index, token.span().to(span)), span);
      } else {
        return value;
      }
    }
  }

  private Parsed atom() {
    Token token = tokens.take();
    switch (token.kind()) {
      case NAME -> {
        if (TokenCursor.isKeyword(token)) {
          throw TokenCursor.keyword(token);
        }
        if (tokens.peek().is(":=") || TokenCursor.isKeyword(tokens.peek())) {
          throw TokenCursor.unexpected(tokens.peek(), "an expression");
        }
        return shown(evaluation.name(token), token.span());
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
        throw TokenCursor.unexpected(token, "an expression");
      }
    }
  }

  private Parsed bracketed(Token open) {
    String closing = open.is("(") ? ")" : "]";
    List<Operand> items = new ArrayList<>();
    boolean tuple = open.is("[");
    Parsed single = null;
    while (!tokens.peek().is(closing)) {
      single = expression();
      items.add(single.operand());
      if (!tokens.peek().is(",")) {
        break;
      }
      tokens.take();
      tuple = true;
    }
    Span span = open.span().to(close(closing, open).span());
    return shown(tuple || single == null ? evaluation.tuple(items) : single.operand(), span);
  }

  private List<Arg> arguments() {
    List<Arg> arguments = new ArrayList<>();
    while (!tokens.peek().is(")")) {
      Token keyword = null;
      if (tokens.peek().kind() == Kind.NAME && tokens.peek(1).is("=")) {
        keyword = tokens.take();
        tokens.take();
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
      if (!tokens.peek().is(",")) {
        break;
      }
      tokens.take();
    }
    return arguments;
  }

  private List<Operand> index() {
    List<Operand> items = new ArrayList<>();
    while (!tokens.peek().is("]")) {
      items.add(indexItem());
      if (!tokens.peek().is(",")) {
        break;
      }
      tokens.take();
    }
    if (items.isEmpty()) {
      throw TokenCursor.unexpected(tokens.peek(), "an index");
    }
    return items;
  }

  private Operand indexItem() {
    Parsed first = tokens.peek().is(":") ? null : expression();
    if (!tokens.peek().is(":")) {
      if (first == null) {
        throw TokenCursor.unexpected(tokens.peek(), "an index");
      }
      return evaluation.indexItem(first);
    }
    tokens.take();
    boolean none = tokens.peek().is(":") || tokens.peek().is(",") || tokens.peek().is("]");
    Parsed stop = none ? null : expression();
    Parsed step = null;
    if (tokens.peek().is(":")) {
      tokens.take();
      step = tokens.peek().is(",") || tokens.peek().is("]") ? null : expression();
    }
    return new Operand.Static(new Argument.Slice(bound(first), bound(stop), bound(step)));
  }

  private @Nullable Long bound(@Nullable Parsed bound) {
    return bound == null ? null : evaluation.sliceBound(bound);
  }

  private Token close(String closing, Token open) {
    Token token = tokens.take();
    if (token.is(closing)) {
      return token;
    }
    boolean ends = token.kind() == Kind.END || token.kind() == Kind.NEWLINE;
    // A name that is assigned to begins the next line: the bracket swallowed the line end.
    if (ends || (token.kind() == Kind.NAME && tokens.peek().is("="))) {
      throw new LanguageException(
          open.span(), "'" + open.text() + "' is not closed", "add '" + closing + "'");
    }
    throw TokenCursor.unexpected(token, "',' or '" + closing + "'");
  }

  private boolean startsExpression() {
    Token token = tokens.peek();
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
          tokens.peek().span(),
          "the expression is nested more than " + MAX_DEPTH + " levels deep",
          "give parts of it names of their own");
    }
  }

  /** The nesting of a statement that was given up does not count for the next one. */
  void resetDepth() {
    depth = 0;
  }
}
