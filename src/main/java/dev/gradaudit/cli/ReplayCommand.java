package dev.gradaudit.cli;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.report.GradientRun;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.RunRecord;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a run of a report again, races included. */
@Command(
    name = "replay",
    header = "Makes a run of a JSON report again, bit for bit.",
    description = {
      "Follows the configuration of the run and, where threads raced, the order in which they"
          + " arrived. Fails when the gradients are not those of the report.",
      ""
    })
final class ReplayCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;

  @Parameters(paramLabel = "REPORT", description = "A JSON report of 'run'.")
  private String report = "";

  @Option(
      names = "--run",
      paramLabel = "ID",
      required = true,
      description = "CONFIGURATION.RUN, both from 1: 3.2 is the second run of the third one.")
  private String run = "";

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "Which scenario, where the report has several.")
  private @Nullable String scenario;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of standard output: table (default) or json.")
  private String format = "table";

  @Mixin private CommandConsent commands = new CommandConsent();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private FileAccess fileAccess = new FileAccess();

  @Mixin private Presentation presentation = new Presentation();

  ReplayCommand(Toolbox toolbox, Console console) {
    this.toolbox = toolbox;
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    boolean json =
        OptionValues.choice("--format", "format", format, List.of("table", "json")).equals("json");
    RunRecord record = record();
    String usual = record.engine().equals("command") ? "builtin" : record.engine();
    GradientEngine chosen = engine.choose(toolbox, usual);
    Scenario loaded =
        new ScenarioLoader(toolbox, console, fileAccess)
            .load(List.of(record.file())).stream()
                .filter(each -> each.matrix().isEmpty() || each.name().equals(record.scenario()))
                .findFirst()
                .orElseThrow(
                    () ->
                        CommandException.usage(
                            "'" + record.file() + "' has no scenario '" + record.scenario() + "'"));
    commands.require(List.of(loaded));
    if (loaded.program().external() != null) {
      chosen = toolbox.commands();
    }
    CommandConsent.requireModules(List.of(loaded), List.of(chosen));
    if (!loaded.sha256().equals(record.sha256())) {
      throw CommandException.usage(
          "'"
              + record.file()
              + "' has changed since the report was made; its runs cannot be made"
              + " again");
    }
    RunOutcome.Completed outcome;
    try {
      outcome = run(chosen, loaded, record);
    } finally {
      EngineOptions.close(chosen);
    }
    GradientRun result =
        new GradientRun(loaded.name(), record.configuration(), outcome.loss(), outcome.gradients());
    if (json) {
      StandardOutput.write(console, StandardCharsets.UTF_8, result::writeJson);
    } else {
      StandardOutput.write(console, console.charset(), out -> result.writeTable(options, out));
    }
    List<String> others = differing(record.fingerprints(), outcome.gradients());
    if (others.isEmpty()) {
      console.say("the gradients have the same bits as in the report");
      return ExitCode.OK;
    }
    console.say("other bits than in the report: " + String.join(", ", others));
    return ExitCode.FAILED;
  }

  private RunRecord record() throws CommandException {
    try {
      Path path = NamedPath.of(report);
      return RunRecord.read(path, scenario, fileAccess.matrixChoice()::admits, run);
    } catch (IOException e) {
      throw CommandException.usage("cannot read '" + report + "': " + OutputFile.reason(e));
    } catch (RunRecord.UnreadableException e) {
      throw CommandException.usage("'" + report + "': " + e.text());
    }
  }

  private static RunOutcome.Completed run(GradientEngine chosen, Scenario loaded, RunRecord record)
      throws CommandException {
    RunOptions options = RunOptions.DEFAULT;
    RaceLog races = record.races();
    if (races != null) {
      options = options.withRaces(new RunOptions.Races(site -> races, new RaceLog()));
    }
    RunOutcome outcome;
    try {
      outcome =
          chosen.run(
              loaded.steps().step(record.configuration().seed()),
              record.configuration(),
              record.repeat(),
              options);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("the logged races are not those of this scenario");
    }
    if (outcome instanceof RunOutcome.Completed completed) {
      return completed;
    }
    String why = outcome instanceof RunOutcome.Failed failed ? failed.message() : "it was stopped";
    throw CommandException.failure(loaded.file() + ": the engine failed: " + why);
  }

  private static List<String> differing(
      Map<String, @Nullable String> expected, Map<String, @Nullable Tensor> gradients) {
    List<String> names = new ArrayList<>();
    gradients.forEach(
        (name, gradient) -> {
          String actual = gradient == null ? null : Tensors.sha256(gradient);
          if (!Objects.equals(actual, expected.get(name))) {
            names.add(name);
          }
        });
    return names;
  }
}
