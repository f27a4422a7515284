package dev.gradaudit.cli;

import dev.gradaudit.scenario.MatrixValue;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which combinations of matrices are meant: those that have, of each variable that is named, one of
 * its values that are named. A scenario without the variable is not meant.
 */
final class MatrixChoice {
  private static final int MOST_VALUES = 10;

  private final Map<String, Set<String>> wanted = new LinkedHashMap<>();

  /** Reads {@code n=10}, each of them. */
  static MatrixChoice of(List<String> conditions) throws CommandException {
    MatrixChoice choice = new MatrixChoice();
    for (String condition : conditions) {
      int equals = condition.indexOf('=');
      if (equals < 1) {
        throw CommandException.usage(
            "--where: '" + condition + "' has no '='; write for example --where n=10");
      }
      choice
          .wanted
          .computeIfAbsent(condition.substring(0, equals), none -> new LinkedHashSet<>())
          .add(condition.substring(equals + 1));
    }
    return choice;
  }

  boolean isEmpty() {
    return wanted.isEmpty();
  }

  boolean admits(Map<String, MatrixValue> matrix) {
    return wanted.entrySet().stream()
        .allMatch(
            entry -> {
              MatrixValue value = matrix.get(entry.getKey());
              return value != null && entry.getValue().stream().anyMatch(value::matches);
            });
  }

  /** Why none of these scenarios is admitted. */
  String whyNone(List<Scenario> scenarios) {
    Map<String, Set<String>> known = new LinkedHashMap<>();
    for (Scenario scenario : scenarios) {
      scenario
          .matrix()
          .forEach(
              (name, value) ->
                  known.computeIfAbsent(name, none -> new LinkedHashSet<>()).add(value.text()));
    }
    if (known.isEmpty()) {
      return "--where: no scenario here has a matrix";
    }
    for (Map.Entry<String, Set<String>> entry : wanted.entrySet()) {
      String variable = entry.getKey();
      Set<String> values = known.get(variable);
      if (values == null) {
        return "--where: no matrix has a variable '"
            + variable
            + "'; "
            + Suggestion.didYouMean(variable, known.keySet())
                .orElse("there is " + listed(known.keySet()));
      }
      boolean some =
          scenarios.stream()
              .map(scenario -> scenario.matrix().get(variable))
              .anyMatch(
                  value -> value != null && entry.getValue().stream().anyMatch(value::matches));
      if (!some) {
        return "--where: "
            + variable
            + " is never '"
            + String.join("' or '", entry.getValue())
            + "'; there is "
            + listed(values);
      }
    }
    return "--where: no scenario has all of these values";
  }

  private static String listed(Set<String> names) {
    List<String> shown = new ArrayList<>(names).subList(0, Math.min(MOST_VALUES, names.size()));
    int more = names.size() - shown.size();
    return "'" + String.join("', '", shown) + "'" + (more == 0 ? "" : " and " + more + " more");
  }

  /** The options that choose this one combination, quoted for a shell where that is needed. */
  static String options(Map<String, MatrixValue> matrix) {
    List<String> options = new ArrayList<>();
    matrix.forEach(
        (name, value) -> {
          String condition = name + "=" + value.text();
          boolean plain = condition.matches("[A-Za-z0-9_=.,:/+-]+");
          options.add(
              "--where " + (plain ? condition : "'" + condition.replace("'", "'\\''") + "'"));
        });
    return String.join(" ", options);
  }
}
