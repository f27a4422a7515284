package dev.gradaudit.cli;

import dev.gradaudit.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option about what a scenario may read besides itself. */
final class FileAccess {
  @Option(
      names = "--allow-outside-files",
      description = "Let scenarios read tensor files outside of their folder.")
  private boolean anywhere;

  @Option(
      names = "--where",
      paramLabel = "VAR=VALUE",
      description = "Of scenarios with a matrix, only those with this value; repeatable.")
  private List<String> where = new ArrayList<>();

  boolean anywhere() {
    return anywhere;
  }

  /** The scenarios of a file that are chosen. */
  List<Scenario> chosen(List<Scenario> scenarios) throws CommandException {
    List<Scenario> chosen = scenarios;
    for (String condition : where) {
      int equals = condition.indexOf('=');
      if (equals < 1) {
        throw CommandException.usage(
            "--where: '" + condition + "' has no '='; write for example --where n=10");
      }
      String variable = condition.substring(0, equals);
      String value = condition.substring(equals + 1);
      chosen =
          chosen.stream()
              .filter(scenario -> value.equals(scenario.matrix().get(variable)))
              .toList();
    }
    return chosen;
  }
}
