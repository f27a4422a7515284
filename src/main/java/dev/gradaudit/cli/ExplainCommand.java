package dev.gradaudit.cli;

import dev.gradaudit.audit.Contrasts;
import dev.gradaudit.audit.Explainer;
import dev.gradaudit.audit.Explainer.Recorded;
import dev.gradaudit.audit.Explainer.RunFailedException;
import dev.gradaudit.audit.Explanation;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.report.ExplanationJson;
import dev.gradaudit.report.ExplanationText;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the difference between two runs begins. */
@Command(
    name = "explain",
    header = "Shows where the differences between runs begin.",
    description = {
      "Runs the scenario under two configurations, follows both through every sum and names those"
          + " that gave other results for the same operands.",
      "",
      "Without --from and --to: the first value of every axis against the run furthest from it,"
          + " once for each axis along which something differs.",
      ""
    })
final class ExplainCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;

  @Parameters(paramLabel = "SCENARIO", description = "A scenario file.")
  private String scenario = "";

  @Option(
      names = "--from",
      paramLabel = "CONFIG",
      description =
          "The first run: any of seed=N,threads=N,order=ORDER; the scenario's first values for the"
              + " rest.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "CONFIG", description = "The second run, likewise.")
  private @Nullable String to;

  @Option(
      names = "--axis",
      paramLabel = "AXIS",
      description = "Only along one axis: repeat, seed, threads or order.")
  private @Nullable String axis;

  @Option(names = "--engine", paramLabel = "NAME", description = "The engine to run (builtin).")
  private @Nullable String engine;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of standard output: table (default) or json.")
  private String format = "table";

  @Mixin private FileAccess fileAccess = new FileAccess();

  @Mixin private Presentation presentation = new Presentation();

  ExplainCommand(Toolbox toolbox, Console console) {
    this.toolbox = toolbox;
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    boolean json =
        OptionValues.choice("--format", "format", format, List.of("table", "json")).equals("json");
    GradientEngine chosen = toolbox.observableEngine(engine, "explain");
    Axis only = axis == null ? null : axis(axis);
    if (only != null && (from != null || to != null)) {
      throw CommandException.usage("--axis chooses the runs itself: leave out --from and --to");
    }
    Scenario loaded = new ScenarioLoader(toolbox, console, fileAccess).loadOne("explain", scenario);
    CommandConsent.requireProgram(loaded, "explain");
    List<Explanation> explanations = explanations(chosen, loaded, only);
    if (json) {
      StandardOutput.write(
          console,
          StandardCharsets.UTF_8,
          out -> ExplanationJson.write(loaded.name(), explanations, out));
    } else if (explanations.isEmpty()) {
      StandardOutput.write(
          console,
          console.charset(),
          out ->
              out.write(
                  loaded.name()
                      + ": every run that was compared gave the same gradients; nothing to"
                      + " explain.\n"));
    } else {
      StandardOutput.write(
          console,
          console.charset(),
          out -> ExplanationText.write(loaded.name(), explanations, options, out));
    }
    return ExitCode.OK;
  }

  private List<Explanation> explanations(
      GradientEngine chosen, Scenario loaded, @Nullable Axis only) throws CommandException {
    AxisValues values = loaded.audit();
    try {
      if (from != null || to != null) {
        return List.of(explainGiven(chosen, loaded, values));
      }
      Contrasts contrasts = new Contrasts(chosen, loaded, values, RunOptions.DEFAULT);
      List<Explanation> explanations = new ArrayList<>();
      for (Axis each : only == null ? List.of(Axis.values()) : List.of(only)) {
        Contrasts.Contrast contrast = contrasts.along(each);
        if (contrast != null) {
          explanations.add(
              Explainer.explain(
                  chosen, contrast.step(), contrast.from(), contrast.to(), RunOptions.DEFAULT));
        }
      }
      return explanations;
    } catch (RunFailedException e) {
      throw CommandException.failure(loaded.file() + ": the engine failed: " + e.getMessage());
    }
  }

  private Explanation explainGiven(GradientEngine chosen, Scenario loaded, AxisValues values)
      throws CommandException, RunFailedException {
    Configuration first = OptionValues.configuration("--from", from, values);
    Configuration second = OptionValues.configuration("--to", to, values);
    if (loaded.dataDependsOnSeed() && first.seed() != second.seed()) {
      throw CommandException.usage(
          "--from and --to have different seeds, but the data of '"
              + loaded.name()
              + "' depends on the seed: such runs do not compute the same");
    }
    TrainingStep step = loaded.steps().step(first.seed());
    // Equal configurations are two repeats of the same run.
    int repeat = first.equals(second) ? 1 : 0;
    Recorded one = Explainer.record(chosen, step, first, 0, RunOptions.DEFAULT);
    Recorded other = Explainer.record(chosen, step, second, repeat, RunOptions.DEFAULT);
    return Explainer.explain(chosen, step, one, other, RunOptions.DEFAULT);
  }

  private static Axis axis(String text) throws CommandException {
    List<String> axes = Arrays.stream(Axis.values()).map(Axis::label).toList();
    String chosen = OptionValues.choice("--axis", "axis", text, axes);
    return Axis.parse(chosen).orElseThrow();
  }
}
