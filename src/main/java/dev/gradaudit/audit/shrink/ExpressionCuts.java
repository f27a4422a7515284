package dev.gradaudit.audit.shrink;

import dev.gradaudit.program.ProgramOutline.Expression;
import dev.gradaudit.program.ProgramOutline.Statement;
import dev.gradaudit.program.ProgramOutline.Stretch;
import dev.gradaudit.program.ProgramOutline.Target;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes statements shorter: a part of an expression stands for the whole, a tensor with its value
 * stands for a part, arguments are left out. What comes of it need not mean the same; that the two
 * runs still differ is all that counts.
 */
final class ExpressionCuts implements Reduction {
  private static final Comparator<Expression> BY_LENGTH =
      Comparator.comparingInt(part -> part.stretch().end() - part.stretch().start());

  @Override
  public void reduce(Search search) {
    for (int line = search.best().statements().size() - 1; line >= 0; line--) {
      while (shortened(search, line)) {
        // As long as there is something to cut.
      }
    }
  }

  private static boolean shortened(Search search, int line) {
    Statement statement = search.outline().statements().get(line);
    List<Expression> parts = new ArrayList<>(statement.expressions());
    parts.sort(BY_LENGTH);
    return partForWhole(search, line, statement, parts)
        || onlyTarget(search, line, statement, parts)
        || valueForPart(search, line, statement, parts)
        || lessItems(search, line, statement);
  }

  private static boolean partForWhole(
      Search search, int line, Statement statement, List<Expression> byLength) {
    for (int i = byLength.size() - 1; i >= 0; i--) {
      Stretch whole = byLength.get(i).stretch();
      for (Expression inner : byLength.subList(0, i)) {
        Stretch part = inner.stretch();
        boolean inside = part.start() >= whole.start() && part.end() <= whole.end();
        String text = part.of(statement.text());
        String bare = whole.replaced(statement.text(), text);
        String bracketed = whole.replaced(statement.text(), Candidate.bracketed(text));
        if (inside
            && (search.accepts(replaced(search.best(), line, bare))
                || search.accepts(replaced(search.best(), line, bracketed)))) {
          return true;
        }
      }
    }
    return false;
  }

  /** One name in the place of several, for a part of what they were taken from. */
  private static boolean onlyTarget(
      Search search, int line, Statement statement, List<Expression> byLength) {
    for (Target target : statement.targets()) {
      for (Expression part : byLength) {
        String text = target.name() + " = " + part.stretch().of(statement.text());
        if (statement.targets().size() > 1 && search.accepts(replaced(search.best(), line, text))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean valueForPart(
      Search search, int line, Statement statement, List<Expression> byLength) {
    Candidate base = search.best();
    for (int i = byLength.size() - 1; i >= 0; i--) {
      Expression part = byLength.get(i);
      String text = part.stretch().of(statement.text());
      if (base.tensors().containsKey(text)) {
        continue;
      }
      Tensor value = Values.of(search, base, line, text, part.type());
      if (value != null) {
        String name = base.freshName("t");
        Candidate shorter =
            replaced(base, line, part.stretch().replaced(statement.text(), name))
                .withTensor(name, new Variable(value, part.requiresGrad()));
        if (search.accepts(shorter)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean lessItems(Search search, int line, Statement statement) {
    for (Stretch item : statement.items()) {
      String text = item.replaced(statement.text(), "");
      if (search.accepts(replaced(search.best(), line, text))) {
        return true;
      }
    }
    return false;
  }

  private static Candidate replaced(Candidate base, int line, String text) {
    List<String> statements = new ArrayList<>(base.statements());
    statements.set(line, text);
    return base.withStatements(statements);
  }
}
