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
  /** Beyond it the rest of the program is left unread. */
  private static final int MAX_FAULTS = 100;

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
   * @param lossField the name of the loss, where the scenario says it; null for the last one
   *     assigned
   * @return the program, or empty when at least one fault was reported, here or for an input
   */
  public static Optional<Program> compile(
      List<SourceLine> lines,
      Map<String, InputType> inputs,
      @Nullable SourceLine lossField,
      OpCatalog catalog,
      Consumer<Fault> faults) {
    return new ProgramCompiler(catalog, faults).run(lines, inputs, lossField);
  }

  private Optional<Program> run(
      List<SourceLine> lines, Map<String, InputType> inputs, @Nullable SourceLine lossField) {
    inputs.forEach(this::define);
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
    Node loss = loss(lines, lossField);
    return loss == null || faultCount > 0
        ? Optional.empty()
        : Optional.of(graph.program(statements, loss, nameOf(lossField)));
  }

  private void define(String name, InputType input) {
    if (input.type() == null) {
      evaluation.poison(name);
    } else {
      Node node = graph.input(name, input.type(), input.requiresGrad());
      evaluation.define(name, new Operand.Tensor(node));
    }
  }

  private String nameOf(@Nullable SourceLine lossField) {
    if (lossField != null) {
      return lossField.text();
    }
    if (backward != null) {
      return backward.name();
    }
    return lastAssigned == null ? "loss" : lastAssigned;
  }

  private void statements(SourceLine line, StatementSource source) {
    evaluation.enter(source);
    TokenCursor tokens = new TokenCursor(line.text());
    Parser parser = new Parser(tokens, evaluation);
    while (tokens.peek().kind() != Kind.END && !isGivenUp()) {
      if (tokens.peek().kind() == Kind.NEWLINE) {
        tokens.take();
        continue;
      }
      List<Token> targets = tokens.targets();
      if (isInBlock(tokens.peek(), source)) {
        poison(targets, tokens);
        continue;
      }
      try {
        parser.resetDepth();
        statement(parser, source);
      } catch (LanguageException e) {
        report(source.locate(e.span()), e.text(), e.advice());
        poison(targets, tokens);
      } catch (AlreadyReportedException e) {
        poison(targets, tokens);
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
  private void poison(List<Token> targets, TokenCursor tokens) {
    for (Token target : targets) {
      evaluation.poison(target.text());
      lastAssigned = target.text();
    }
    tokens.skipStatement();
  }

  private void statement(Parser parser, StatementSource source) {
    TokenCursor tokens = parser.tokens();
    Token first = tokens.peek();
    if (first.kind() == Kind.NAME
        && (first.text().equals("import") || first.text().equals("from"))) {
      tokens.skipStatement();
      return;
    }
    if (TokenCursor.isKeyword(first)) {
      blockColumn = source.place(first.span()).column();
      throw TokenCursor.keyword(first);
    }
    if (tokens.targets().isEmpty()) {
      bare(parser, source);
      return;
    }
    Assignment assignment = Assignment.parse(parser, evaluation);
    assignment.values().forEach(evaluation::define);
    for (Token name : assignment.names()) {
      definitions.put(name.text(), source.locate(name.span()));
      lastAssigned = name.text();
    }
  }

  /** A statement that assigns nothing: only backward() is of use. */
  private void bare(Parser parser, StatementSource source) {
    Token start = parser.tokens().peek();
    Parsed value = parser.expressions();
    parser.tokens().expectEnd();
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

  private @Nullable Node loss(List<SourceLine> lines, @Nullable SourceLine field) {
    if (field == null && backward != null) {
      return checked(backward.node(), backward.name(), backward.location());
    }
    Location nowhere =
        field != null
            ? field.locate(0, Math.max(1, field.text().length()))
            : lines.isEmpty() ? new Location("", 1, 1, 1, "") : lines.get(0).locate(0, 1);
    String name = field == null ? lastAssigned : field.text();
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
