package dev.gradaudit.cli;

import dev.gradaudit.report.Printable;
import dev.gradaudit.report.RenderOptions.Detail;
import dev.gradaudit.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Validates scenarios and runs nothing. */
@Command(
    name = "check",
    header = "Validates scenarios and runs nothing.",
    description = {"Reads each scenario and shows everything that is wrong with it.", ""})
final class CheckCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "1..*",
      description = "Scenario files, and folders that stand for every scenario below them.")
  private List<String> scenarios = new ArrayList<>();

  @Mixin private FileAccess fileAccess = new FileAccess();

  @Mixin private Presentation presentation = new Presentation();

  CheckCommand(Toolbox toolbox, Console console) {
    this.toolbox = toolbox;
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    boolean quiet = presentation.detail() == Detail.QUIET;
    List<Scenario> loaded = new ScenarioLoader(toolbox, console, fileAccess).load(scenarios);
    StandardOutput.write(
        console,
        console.charset(),
        out -> {
          for (Scenario scenario : quiet ? List.<Scenario>of() : loaded) {
            String which = scenario.matrix().isEmpty() ? "" : " " + scenario.name();
            out.write(Printable.of(scenario.file() + which, console.unicode()) + ": ok\n");
          }
        });
    return ExitCode.OK;
  }
}
