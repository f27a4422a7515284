package dev.gradaudit.audit.shrink;

import dev.gradaudit.program.ProgramOutline.Statement;
import dev.gradaudit.program.ProgramOutline.Target;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Strikes statements: what they assigned becomes a tensor of the scenario that holds the numbers of
 * the first run, where something still needs it; a number is put in its place.
 */
final class StatementCuts implements Reduction {
  @Override
  public void reduce(Search search) {
    Cut cut = new Cut(search, search.best(), search.outline().statements());
    List<Integer> all = IntStream.range(0, cut.statements.size()).boxed().toList();
    DeltaDebugging.minimise(all, cut::shows);
  }

  /** A candidate whose statements may be struck, with the values that take their place. */
  private static final class Cut {
    private final Search search;
    private final Candidate base;
    private final List<Statement> statements;
    private final Map<String, @Nullable Tensor> values = new HashMap<>();

    Cut(Search search, Candidate base, List<Statement> statements) {
      this.search = search;
      this.base = base;
      this.statements = statements;
    }

    boolean shows(List<Integer> kept) {
      if (kept.isEmpty() || kept.size() == statements.size()) {
        return !kept.isEmpty();
      }
      List<String> lines = new ArrayList<>();
      kept.forEach(line -> lines.add(statements.get(line).text()));
      Map<String, Variable> tensors = new LinkedHashMap<>(base.tensors());
      Map<String, String> numbers = new HashMap<>();
      for (int line = 0; line < statements.size(); line++) {
        for (Target target : statements.get(line).targets()) {
          if (!kept.contains(line) && isUsed(target.name(), kept)) {
            if (target.number() != null) {
              numbers.put(target.name(), target.number());
              continue;
            }
            Tensor value = value(line, target);
            if (value == null) {
              return false;
            }
            tensors.put(target.name(), new Variable(value, target.requiresGrad()));
          }
        }
      }
      lines.replaceAll(line -> Candidate.replaced(line, numbers));
      return search.accepts(base.withStatements(lines).withTensors(tensors));
    }

    private boolean isUsed(String name, List<Integer> kept) {
      return name.equals(base.loss())
          || kept.stream().anyMatch(line -> statements.get(line).uses().contains(name));
    }

    private @Nullable Tensor value(int line, Target target) {
      TensorType type = target.type();
      if (type != null && !values.containsKey(target.name())) {
        values.put(target.name(), Values.of(search, base, line + 1, target.name(), type));
      }
      return values.get(target.name());
    }
  }
}
