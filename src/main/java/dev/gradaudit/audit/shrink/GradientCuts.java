package dev.gradaudit.audit.shrink;

import dev.gradaudit.scenario.ScenarioDraft.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps one gradient: one that differs is enough. */
final class GradientCuts implements Reduction {
  @Override
  public void reduce(Search search) {
    Candidate base = search.best();
    for (String kept : List.copyOf(search.differences().keySet())) {
      Map<String, Variable> tensors = new LinkedHashMap<>();
      base.tensors()
          .forEach(
              (name, variable) ->
                  tensors.put(name, new Variable(variable.value(), name.equals(kept))));
      if (search.accepts(base.withTensors(tensors))) {
        return;
      }
    }
  }
}
