package dev.gradaudit.program;

import dev.gradaudit.program.Evaluation.AlreadyReportedException;
import dev.gradaudit.program.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text of a program taken apart: for tools that rewrite programs. What a rewritten program
 * means, and whether it means anything, is for {@link ProgramCompiler} to say.
 *
 * @param statements in the order of the program
 */
public record ProgramOutline(List<Statement> statements) {
  public ProgramOutline {
    statements = List.copyOf(statements);
  }

  /**
   * A statement.
   *
   * @param targets the names that it assigns to
   * @param uses the names of tensors and values that it reads
   * @param expressions those of its expressions that are tensors, the parts of one before the whole
   * @param items what can be struck from it: items of lists of arguments and the like, each with
   *     the comma that it leaves behind
   * @param tokens how many words it has
   */
  public record Statement(
      String text,
      List<Target> targets,
      Set<String> uses,
      List<Expression> expressions,
      List<Stretch> items,
      int tokens) {
    public Statement {
      targets = List.copyOf(targets);
      uses = Set.copyOf(uses);
      expressions = List.copyOf(expressions);
      items = List.copyOf(items);
    }
  }

  /**
   * A name that is assigned to.
   *
   * @param type null when the value is not a tensor
   * @param number what to write in its place when it is a number; null when it is not
   */
  public record Target(
      String name, @Nullable TensorType type, boolean requiresGrad, @Nullable String number) {}

  /** A stretch of a statement's text; the end is exclusive. */
  public record Stretch(int start, int end) {
    /** The text with this stretch replaced. */
    public String replaced(String text, String by) {
      return text.substring(0, start) + by + text.substring(end);
    }

    /** The text of this stretch. */
    public String of(String text) {
      return text.substring(start, end);
    }
  }

  /** A stretch of a statement's text that stands for a tensor. */
  public record Expression(Stretch stretch, TensorType type, boolean requiresGrad) {}

  /**
   * Takes a program apart.
   *
   * @param lines one statement each, every one an assignment
   * @return empty when a statement is not of the language, or is not what it has to be here
   */
  public static Optional<ProgramOutline> of(
      List<String> lines, Map<String, InputType> inputs, OpCatalog catalog) {
    Graph graph = new Graph();
    Evaluation evaluation = new Evaluation(catalog, graph);
    inputs.forEach(
        (name, input) -> {
          if (input.type() != null) {
            Node node = graph.input(name, input.type(), input.requiresGrad());
            evaluation.define(name, new Operand.Tensor(node));
          }
        });
    List<Statement> statements = new ArrayList<>();
    try {
      for (int i = 0; i < lines.size(); i++) {
        statements.add(statement(lines.get(i), i + 1, evaluation));
      }
    } catch (LanguageException | AlreadyReportedException e) {
      return Optional.empty();
    }
    return Optional.of(new ProgramOutline(statements));
  }

  private static Statement statement(String text, int line, Evaluation evaluation) {
    evaluation.enter(new StatementSource(new PlainSourceLine("", text), line, false));
    List<Token> words = words(text);
    Set<String> uses = new LinkedHashSet<>();
    for (Token word : words) {
      if (word.kind() == Kind.NAME && evaluation.lookup(word.text()) != null) {
        uses.add(word.text());
      }
    }
    List<Expression> expressions = new ArrayList<>();
    Parser parser =
        new Parser(
            new TokenCursor(text),
            evaluation,
            parsed -> {
              if (parsed.operand() instanceof Operand.Tensor tensor) {
                expressions.add(expression(parsed.span(), tensor.node()));
              }
            });
    Assignment assignment = Assignment.parse(parser, evaluation);
    assignment.values().forEach(evaluation::define);
    List<Target> targets =
        assignment.names().stream()
            .map(name -> target(name.text(), assignment.values().get(name.text())))
            .toList();
    return new Statement(text, targets, uses, expressions, items(words), words.size());
  }

  private static Expression expression(Span span, Node node) {
    return new Expression(new Stretch(span.start(), span.end()), node.type(), node.requiresGrad());
  }

  private static Target target(String name, @Nullable Operand value) {
    if (value instanceof Operand.Tensor tensor) {
      return new Target(name, tensor.node().type(), tensor.node().requiresGrad(), null);
    }
    return value instanceof Operand.Static known && known.value() instanceof Argument.Num number
        ? new Target(name, null, false, Numbers.text(number))
        : new Target(name, null, false, null);
  }

  /** How many words a text has. */
  public static int count(String text) {
    return words(text).size();
  }

  private static List<Token> words(String text) {
    return Lexer.tokens(text).stream()
        .filter(token -> token.kind() != Kind.NEWLINE && token.kind() != Kind.END)
        .toList();
  }

  /** What stands between brackets and commas, with the comma before it, else the one after it. */
  private static List<Stretch> items(List<Token> words) {
    List<Stretch> items = new ArrayList<>();
    for (int open = 0; open < words.size(); open++) {
      if (words.get(open).is("(") || words.get(open).is("[")) {
        addItems(words, open, items);
      }
    }
    return items;
  }

  private static void addItems(List<Token> words, int open, List<Stretch> items) {
    List<Token> separators = new ArrayList<>(List.of(words.get(open)));
    int depth = 0;
    for (int i = open; i < words.size(); i++) {
      Token word = words.get(i);
      depth += isBracket(word, "([{") ? 1 : isBracket(word, ")]}") ? -1 : 0;
      if (depth == 1 && word.is(",") || depth == 0) {
        separators.add(word);
      }
      if (depth == 0) {
        break;
      }
    }
    int last = separators.size() - 1;
    for (int i = 1; i <= last; i++) {
      Token before = separators.get(i - 1);
      Token after = separators.get(i);
      if (i > 1) {
        items.add(new Stretch(before.start(), after.start()));
      } else if (last > 1) {
        items.add(new Stretch(before.end(), after.end()));
      } else if (before.end() < after.start()) {
        items.add(new Stretch(/* start= */ before.end(), /* end= */ after.start()));
      }
    }
  }

  private static boolean isBracket(Token word, String brackets) {
    return word.kind() == Kind.SYMBOL
        && word.text().length() == 1
        && brackets.contains(word.text());
  }
}
