package dev.gradaudit.program;

import dev.gradaudit.program.Parser.Parsed;
import dev.gradaudit.program.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A statement {@code name = expression}, {@code a, b = pair} or {@code name += expression}, with
 * the values that it gives to its names.
 *
 * @param names the tokens of the names, in the order in which they are assigned to
 * @param values for each name its value
 */
record Assignment(List<Token> names, Map<String, Operand> values) {
  /** Assignments with an operator, and what it is called. */
  private static final Map<String, String> COMPOUND =
      Map.of(
          "+=", "add",
          "-=", "sub",
          "*=", "mul",
          "/=", "div",
          "@=", "matmul",
          "**=", "pow",
          "//=", "floor_divide",
          "%=", "remainder");

  /** Names that mean something else to everyone who reads a program. */
  private static final Set<String> RESERVED =
      Set.of("True", "False", "None", "torch", "F", "nn", "math");

  /** What stands to the left of the operator: {@code a}, or {@code a, b}, which takes a tuple. */
  private record Targets(List<Token> names, boolean tuple) {}

  /** Reads a statement that has targets, and evaluates it. */
  static Assignment parse(Parser parser, Evaluation evaluation) {
    TokenCursor tokens = parser.tokens();
    Targets targets = targets(tokens);
    List<Token> names = targets.names();
    Token operator = tokens.take();
    Parsed value;
    if (operator.is("=")) {
      value = parser.expressions();
    } else {
      Token name = names.get(0);
      Parsed left = new Parsed(evaluation.name(name), name.span());
      Parsed right = parser.expressions();
      String op = COMPOUND.getOrDefault(operator.text(), "add");
      Operand result = evaluation.binary(op, operator.span(), left, right);
      value = new Parsed(result, name.span().to(right.span()));
    }
    requireValue(value);
    tokens.expectEnd();
    for (Token name : names) {
      if (RESERVED.contains(name.text())) {
        throw new LanguageException(name.span(), "'" + name.text() + "' cannot be assigned to");
      }
    }
    List<Operand> items =
        targets.tuple() ? evaluation.items(value, names.size()) : List.of(value.operand());
    Map<String, Operand> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i).text(), items.get(i));
    }
    return new Assignment(names, values);
  }

  /** Reads up to the operator, which stays where it is. */
  private static Targets targets(TokenCursor tokens) {
    List<Token> names = new ArrayList<>();
    boolean bracketed = tokens.peek().is("(") || tokens.peek().is("[");
    String closing = tokens.peek().is("(") ? ")" : "]";
    int ahead = bracketed ? 1 : 0;
    boolean tuple = false;
    while (tokens.peek(ahead).kind() == Kind.NAME && !TokenCursor.isKeyword(tokens.peek(ahead))) {
      names.add(tokens.peek(ahead));
      ahead++;
      if (!tokens.peek(ahead).is(",")) {
        break;
      }
      tuple = true;
      ahead++;
    }
    if (bracketed && tokens.peek(ahead).is(closing)) {
      ahead++;
    }
    Token operator = tokens.peek(ahead);
    boolean assigns =
        operator.is("=")
            || (ahead == 1
                && operator.kind() == Kind.SYMBOL
                && COMPOUND.containsKey(operator.text()));
    if (names.isEmpty() || !assigns || !tokens.isLastAssignment(ahead)) {
      throw new LanguageException(
          tokens.peek().span().to(tokens.targetEnd()),
          "only names can be assigned to",
          "write each assignment as: name = expression");
    }
    for (int i = 0; i < ahead; i++) {
      tokens.take();
    }
    return new Targets(names, tuple || (bracketed && closing.equals("]")));
  }

  private static void requireValue(Parsed value) {
    Operand operand = value.operand();
    if (operand instanceof Operand.Backward) {
      throw new LanguageException(
          value.span(),
          "backward() gives nothing to assign",
          "leave the call on a line of its own");
    }
    if (operand instanceof Operand.Module || operand instanceof Operand.Method) {
      throw new LanguageException(
          value.span(),
          operand.description() + " is not a value",
          operand instanceof Operand.Module module && Evaluation.isModule(module.path())
              ? null
              : "call it with parentheses: name(...)");
    }
  }
}
