package dev.gradaudit.program;

import dev.gradaudit.program.Evaluation.AlreadyReportedException;
import dev.gradaudit.program.Parser.Parsed;
import dev.gradaudit.program.Token.Kind;
import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compiles program text to a typed graph.
 *
 * <p>A program is a list of assignments in Python's syntax and PyTorch's spelling. Program lines
 * are counted from 1: the elements of a list of texts, or the lines of a single text. Import lines
 * are passed over. A line {@code loss.backward()} says which loss is meant where nothing else does.
 */
public final class ProgramCompiler {
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

  /** Beyond it the rest of the program is left unread. */
  private static final int MAX_FAULTS = 100;

  /** Names that mean something else to everyone who reads a program. */
  private static final Set<String> RESERVED =
      Set.of("True", "False", "None", "torch", "F", "nn", "math");

  private final Consumer<Fault> faults;
  private final Graph graph = new Graph();
  private final Evaluation evaluation;
  private final Map<String, Location> definitions = new HashMap<>();
  private int faultCount;

  /** Where the loop or the like began that is being skipped. */
  private int blockColumn = Integer.MAX_VALUE;

  private @Nullable String lastAssigned;
  private @Nullable Loss backward;

  /** What a call of backward says is the loss. */
  private record Loss(Node node, String name, Location location) {}

  private ProgramCompiler(OpCatalog catalog, Consumer<Fault> faults) {
    this.faults = faults;
    this.evaluation = new Evaluation(catalog, graph);
  }

  /**
   * Compiles; every independent fault is reported, up to a hundred.
   *
   * @param lines the program: one text, or one for each program line
   * @param inputs the tensors of the scenario, in the order of the file
   * @param lossName the name of the loss; null for the last one assigned
   * @return the program, or empty when at least one fault was reported
   */
  public static Optional<Program> compile(
      List<SourceLine> lines,
      Map<String, InputType> inputs,
      @Nullable String lossName,
      OpCatalog catalog,
      Consumer<Fault> faults) {
    return new ProgramCompiler(catalog, faults).run(lines, inputs, lossName);
  }

  private Optional<Program> run(
      List<SourceLine> lines, Map<String, InputType> inputs, @Nullable String lossName) {
    inputs.forEach(
        (name, type) -> evaluation.define(name, new Operand.Tensor(graph.input(name, type))));
    boolean single = lines.size() == 1;
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      SourceLine line = lines.get(i);
      if (single) {
        statements.addAll(line.text().lines().toList());
      } else {
        statements.add(line.text());
      }
      statements(line, new StatementSource(line, i + 1, single));
    }
    Node loss = loss(lines, lossName);
    return loss == null || faultCount > 0
        ? Optional.empty()
        : Optional.of(graph.program(statements, loss, nameOf(lossName)));
  }

  private String nameOf(@Nullable String lossName) {
    if (lossName != null) {
      return lossName;
    }
    if (backward != null) {
      return backward.name();
    }
    return lastAssigned == null ? "loss" : lastAssigned;
  }

  private void statements(SourceLine line, StatementSource source) {
    evaluation.enter(source);
    Parser parser = new Parser(Lexer.tokens(line.text()), evaluation);
    while (parser.peek().kind() != Kind.END && !isGivenUp()) {
      if (parser.peek().kind() == Kind.NEWLINE) {
        parser.take();
        continue;
      }
      List<Token> targets = parser.targets();
      if (isInBlock(parser.peek(), source)) {
        poison(targets, parser);
        continue;
      }
      try {
        parser.resetDepth();
        statement(parser, source);
      } catch (LanguageException e) {
        report(source.locate(e.span()), e.text(), e.advice());
        poison(targets, parser);
      } catch (AlreadyReportedException e) {
        poison(targets, parser);
      }
    }
  }

  /** Whether a statement is indented below one that was refused, such as a loop. */
  private boolean isInBlock(Token first, StatementSource source) {
    if (source.place(first.span()).column() <= blockColumn) {
      blockColumn = Integer.MAX_VALUE;
    }
    return blockColumn < Integer.MAX_VALUE;
  }

  /** Whether further faults would only be more of the same. */
  private boolean isGivenUp() {
    return faultCount >= MAX_FAULTS || (faultCount > 0 && graph.isFull());
  }

  /** What a faulty statement would have assigned is unknown from here on. */
  private void poison(List<Token> targets, Parser parser) {
    for (Token target : targets) {
      evaluation.poison(target.text());
      lastAssigned = target.text();
    }
    parser.skipStatement();
  }

  private void statement(Parser parser, StatementSource source) {
    Token first = parser.peek();
    Token second = parser.peek(1);
    boolean named = first.kind() == Kind.NAME;
    if (named && (first.text().equals("import") || first.text().equals("from"))) {
      parser.skipStatement();
      return;
    }
    if (Parser.isKeyword(first)) {
      blockColumn = source.place(first.span()).column();
      throw Parser.keyword(first);
    }
    if (parser.targets().size() > 1) {
      throw severalTargets(parser);
    }
    if (named && second.is("=")) {
      parser.take();
      parser.take();
      assign(first, parser.expressions(), parser, source);
    } else if (named && COMPOUND.containsKey(second.text()) && second.kind() == Kind.SYMBOL) {
      parser.take();
      Parsed left = new Parsed(evaluation.name(first), first.span());
      parser.take();
      Parsed right = parser.expressions();
      Operand sum = evaluation.binary(COMPOUND.get(second.text()), second.span(), left, right);
      assign(first, new Parsed(sum, first.span().to(right.span())), parser, source);
    } else if (!parser.targets().isEmpty()) {
      throw severalTargets(parser);
    } else {
      bare(parser, source);
    }
  }

  private static LanguageException severalTargets(Parser parser) {
    return new LanguageException(
        parser.peek().span().to(parser.targetEnd()),
        "only a single name can be assigned to",
        "write each assignment as: name = expression");
  }

  private void assign(Token name, Parsed value, Parser parser, StatementSource source) {
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
    expectEnd(parser);
    if (RESERVED.contains(name.text())) {
      throw new LanguageException(name.span(), "'" + name.text() + "' cannot be assigned to");
    }
    evaluation.define(name.text(), operand);
    definitions.put(name.text(), source.locate(name.span()));
    lastAssigned = name.text();
  }

  /** A statement that assigns nothing: only backward() is of use. */
  private void bare(Parser parser, StatementSource source) {
    Token start = parser.peek();
    Parsed value = parser.expressions();
    expectEnd(parser);
    if (value.operand() instanceof Operand.Unknown) {
      return;
    }
    if (value.operand() instanceof Operand.Backward call) {
      if (backward != null) {
        throw new LanguageException(
            value.span(),
            "backward() is called a second time",
            "a program has one loss; add losses up before the call");
      }
      String receiver = source.text(call.receiver()).strip();
      String name = evaluation.lookup(receiver) == null ? "loss" : receiver;
      backward = new Loss(call.loss(), name, source.locate(call.receiver()));
      return;
    }
    throw new LanguageException(
        start.span().to(value.span()),
        "the value of this expression is not used",
        "assign it to a name, such as: loss = " + Token.shown(source.text(value.span())));
  }

  private static void expectEnd(Parser parser) {
    // It stays where it is, so that giving up on the statement does not pass over the next one.
    Kind kind = parser.peek().kind();
    if (kind != Kind.NEWLINE && kind != Kind.END) {
      throw Parser.unexpected(parser.take(), "the end of the statement");
    }
  }

  private @Nullable Node loss(List<SourceLine> lines, @Nullable String lossName) {
    Location nowhere = lines.isEmpty() ? new Location("", 1, 1, 1, "") : lines.get(0).locate(0, 1);
    if (lossName == null && backward != null) {
      return checked(backward.node(), backward.name(), backward.location());
    }
    String name = lossName == null ? lastAssigned : lossName;
    if (name == null) {
      if (faultCount == 0) {
        report(nowhere, "the program assigns nothing", "end it with the loss: loss = output.sum()");
      }
      return null;
    }
    Operand operand = evaluation.lookup(name);
    Location location = definitions.getOrDefault(name, nowhere);
    if (operand == null) {
      if (faultCount > 0) {
        // It may well be assigned by a statement that could not be read.
        return null;
      }
      report(
          nowhere,
          "the loss '" + Token.shown(name) + "' is not assigned by the program",
          Suggestion.didYouMean(name, evaluation.names()).orElse(null));
      return null;
    }
    if (operand instanceof Operand.Unknown) {
      return null;
    }
    if (!(operand instanceof Operand.Tensor tensor)) {
      report(location, "the loss is not a tensor but " + operand.description(), null);
      return null;
    }
    return checked(tensor.node(), name, location);
  }

  private @Nullable Node checked(Node node, String name, Location location) {
    if (!node.type().dtype().isFloating()) {
      report(
          location, "the loss '" + name + "' is " + node.type() + ", which has no gradient", null);
      return null;
    }
    if (!node.requiresGrad() && faultCount == 0) {
      report(
          location,
          "the loss '" + name + "' does not depend on any tensor that requires a gradient",
          "add \"requires_grad\": true to a tensor that it is computed from");
      return null;
    }
    return node;
  }

  private void report(Location location, String message, @Nullable String advice) {
    faultCount++;
    faults.accept(new Fault(location, message, advice));
  }
}
