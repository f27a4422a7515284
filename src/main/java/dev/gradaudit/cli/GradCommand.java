package dev.gradaudit.cli;

import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.report.GradientRun;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One forward and backward under one configuration. */
@Command(
    name = "grad",
    header = "Computes the loss and the gradients once.",
    description = {
      "Runs a scenario once, under the first seed, thread count and order that it names or those"
          + " given here.",
      ""
    })
final class GradCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;

  @Parameters(paramLabel = "SCENARIO", description = "A scenario file.")
  private String scenario = "";

  @Option(names = "--seed", paramLabel = "N", description = "The seed.")
  private @Nullable String seed;

  @Option(names = "--threads", paramLabel = "N", description = "The number of threads.")
  private @Nullable String threads;

  @Option(names = "--order", paramLabel = "ORDER", description = "The order of summation.")
  private @Nullable String order;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of standard output: table (default) or json.")
  private String format = "table";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the gradients to a .json, .npz, .npy or .safetensors file instead.")
  private @Nullable String output;

  @Option(
      names = "--detect-anomaly",
      description = "Name the first operation that makes a NaN or an infinity.")
  private boolean detectAnomaly;

  @Mixin private CommandConsent commands = new CommandConsent();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private FileAccess fileAccess = new FileAccess();

  @Mixin private Presentation presentation = new Presentation();

  GradCommand(Toolbox toolbox, Console console) {
    this.toolbox = toolbox;
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    boolean json =
        OptionValues.choice("--format", "format", format, List.of("table", "json")).equals("json");
    GradientOutput file = output == null ? null : GradientOutput.at(output);
    GradientEngine chosen = engine.choose(toolbox);
    if (order != null) {
      EngineOptions.requireAxis(chosen, Axis.ORDER, "--order");
    }
    EngineOptions.require(!detectAnomaly || chosen.detectsAnomalies(), chosen, "--detect-anomaly");
    Long givenSeed = seed == null ? null : OptionValues.seed("--seed", seed);
    Integer givenThreads = threads == null ? null : OptionValues.threads("--threads", threads);
    Order givenOrder = order == null ? null : OptionValues.order("--order", order);
    Scenario loaded = new ScenarioLoader(toolbox, console, fileAccess).loadOne("grad", scenario);
    commands.require(List.of(loaded));
    if (loaded.program().external() != null) {
      chosen = toolbox.commands();
    }
    CommandConsent.requireModules(List.of(loaded), List.of(chosen));
    AxisValues values = loaded.audit();
    Configuration configuration =
        new Configuration(
            givenSeed == null ? values.seeds().get(0) : givenSeed,
            givenThreads == null ? values.threads().get(0) : givenThreads,
            order(chosen, givenOrder, values));
    RunOutcome.Completed run;
    try {
      run = run(chosen, loaded, configuration);
    } finally {
      EngineOptions.close(chosen);
    }
    GradientRun result = new GradientRun(loaded.name(), configuration, run.loss(), run.gradients());
    if (file != null) {
      file.write(result, console);
    } else if (json) {
      StandardOutput.write(console, StandardCharsets.UTF_8, result::writeJson);
    } else {
      StandardOutput.write(console, console.charset(), out -> result.writeTable(options, out));
    }
    if (detectAnomaly) {
      console.say(describe(run.anomaly()));
    }
    return ExitCode.OK;
  }

  private static Order order(GradientEngine chosen, @Nullable Order given, AxisValues values) {
    if (!chosen.axes().contains(Axis.ORDER)) {
      return LibraryOrder.INSTANCE;
    }
    return given == null ? values.orders().get(0) : given;
  }

  private RunOutcome.Completed run(
      GradientEngine chosen, Scenario loaded, Configuration configuration) throws CommandException {
    RunOutcome outcome =
        chosen.run(
            loaded.steps().step(configuration.seed()),
            configuration,
            0,
            new RunOptions(detectAnomaly, () -> false));
    if (outcome instanceof RunOutcome.Completed completed) {
      return completed;
    }
    String why = outcome instanceof RunOutcome.Failed failed ? failed.message() : "it was stopped";
    throw CommandException.failure(loaded.file() + ": the engine failed: " + why);
  }

  private static String describe(@Nullable Anomaly anomaly) {
    return anomaly == null
        ? "no operation made a NaN or an infinity"
        : anomaly.op()
            + " made the first "
            + anomaly.value()
            + ", "
            + anomaly.role()
            + ", in line "
            + anomaly.line()
            + ": "
            + anomaly.statement();
  }
}
