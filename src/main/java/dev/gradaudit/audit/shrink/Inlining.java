package dev.gradaudit.audit.shrink;

import dev.gradaudit.program.ProgramOutline.Expression;
import dev.gradaudit.program.ProgramOutline.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Puts what is used once where it is used: fewer lines, as long as they stay readable. */
final class Inlining implements Reduction {
  private static final int LONGEST = 80;

  @Override
  public void reduce(Search search) {
    for (int line = search.best().statements().size() - 2; line >= 0; line--) {
      inline(search, line);
    }
  }

  private static void inline(Search search, int line) {
    List<Statement> statements = search.outline().statements();
    Statement statement = statements.get(line);
    if (statement.targets().size() != 1 || statement.expressions().isEmpty()) {
      return;
    }
    String name = statement.targets().get(0).name();
    int[] users =
        IntStream.range(line + 1, statements.size())
            .filter(other -> statements.get(other).uses().contains(name))
            .toArray();
    if (users.length != 1) {
      return;
    }
    Expression whole = statement.expressions().get(statement.expressions().size() - 1);
    String value = whole.stretch().of(statement.text());
    String user = statements.get(users[0]).text();
    String text = Candidate.bracketed(value);
    String inlined = Candidate.replaced(user, Map.of(name, text));
    List<String> lines = new ArrayList<>(search.best().statements());
    lines.set(users[0], inlined);
    lines.remove(line);
    if (inlined.length() <= LONGEST) {
      search.accepts(search.best().withStatements(lines));
    }
  }
}
