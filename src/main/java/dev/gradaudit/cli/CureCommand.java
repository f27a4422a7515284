package dev.gradaudit.cli;

import dev.gradaudit.audit.CureTrials;
import dev.gradaudit.audit.Cures;
import dev.gradaudit.audit.Explainer.RunFailedException;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.report.CuresMachine;
import dev.gradaudit.report.CuresText;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What would stop the differences, and what it costs. */
@Command(
    name = "cure",
    header = "Tries what would stop the differences, and what it costs.",
    description = {
      "Finds the sums in which the scenario's runs begin to differ, puts other trees and"
          + " accumulations into them and everywhere, and reports the differences that remain and"
          + " the time of a run, as a multiple of that of a run as it is. Ends in one"
          + " recommendation.",
      "",
      "The runs are those of the scenario's axes, one axis at a time; racing orders run ten times.",
      ""
    })
final class CureCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;

  @Parameters(paramLabel = "SCENARIO", description = "A scenario file.")
  private String scenario = "";

  @Option(names = "--engine", paramLabel = "NAME", description = "The engine to run (builtin).")
  private @Nullable String engine;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of standard output: table (default), json or csv.")
  private String format = "table";

  @Mixin private FileAccess fileAccess = new FileAccess();

  @Mixin private Presentation presentation = new Presentation();

  CureCommand(Toolbox toolbox, Console console) {
    this.toolbox = toolbox;
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    String chosen =
        OptionValues.choice("--format", "format", format, List.of("table", "json", "csv"));
    GradientEngine runner = toolbox.observableEngine(engine, "cure");
    Scenario loaded = new ScenarioLoader(toolbox, console, fileAccess).loadOne("cure", scenario);
    CommandConsent.requireProgram(loaded, "cure");
    Cures cures = tried(runner, loaded);
    StandardOutput.write(
        console,
        chosen.equals("table") ? console.charset() : StandardCharsets.UTF_8,
        out -> {
          switch (chosen) {
            case "json" -> CuresMachine.json(loaded.name(), cures, out);
            case "csv" -> CuresMachine.csv(loaded.name(), cures, out);
            default -> CuresText.write(loaded.name(), cures, options, out);
          }
        });
    return ExitCode.OK;
  }

  private static Cures tried(GradientEngine runner, Scenario loaded) throws CommandException {
    try {
      return new CureTrials(runner, loaded, RunOptions.DEFAULT, System::nanoTime).run();
    } catch (RunFailedException e) {
      throw CommandException.failure(loaded.file() + ": the engine failed: " + e.getMessage());
    }
  }
}
