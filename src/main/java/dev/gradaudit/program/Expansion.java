package dev.gradaudit.program;

import dev.gradaudit.program.Parser.Parsed;
import java.util.List;
import java.util.Map;

/** Puts the definition of a {@link CompositeOp} in the place of a call. */
final class Expansion {
  private final OpCatalog catalog;
  private final Graph graph;

  Expansion(OpCatalog catalog, Graph graph) {
    this.catalog = catalog;
    this.graph = graph;
  }

  /**
   * The value of a call.
   *
   * @param operands what each parameter stands for
   * @param place where the call stands, which is where all of its parts stand
   */
  Operand of(CompositeOp op, Call call, Map<String, Operand> operands, Graph.Place place) {
    String definition = op.definition(call);
    Evaluation evaluation = new Evaluation(catalog, graph);
    evaluation.enter(StatementSource.within(definition, place));
    operands.forEach(evaluation::define);
    TokenCursor tokens = new TokenCursor(definition);
    Parser parser = new Parser(tokens, evaluation);
    while (true) {
      if (!tokens.targets().isEmpty()) {
        Assignment assignment = Assignment.parse(parser, evaluation);
        assignment.values().forEach(evaluation::define);
      } else {
        Parsed result = parser.expressions();
        tokens.expectEnd();
        return named(result.operand(), op.resultNames());
      }
      tokens.skipStatement();
      tokens.take();
    }
  }

  private static Operand named(Operand result, List<String> names) {
    return result instanceof Operand.Sequence sequence
        ? new Operand.Sequence(sequence.items(), names)
        : result;
  }
}
