package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditOptions;
import dev.gradaudit.audit.Auditor;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.audit.shrink.ShrinkOptions;
import dev.gradaudit.audit.shrink.Shrinker;
import dev.gradaudit.audit.shrink.Shrinker.ShrinkFailedException;
import dev.gradaudit.audit.shrink.Shrunk;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.program.Node;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.RenderOptions.Detail;
import dev.gradaudit.report.ShrinkText;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.scenario.ScenarioReader;
import dev.gradaudit.scenario.ScenarioWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The smallest scenario that still shows a difference. */
@Command(
    name = "shrink",
    header = "Reduces a difference to the smallest scenario that still shows it.",
    description = {
      "Leaves out lines of the program, gradients, rows and columns, parts of the orders and digits"
          + " of the numbers as long as two configurations give different gradients, and writes"
          + " what is left as a scenario. 'gradaudit run' exits with 1 on it while the difference is"
          + " there, and with 0 once it is gone.",
      "",
      "Without --from and --to: the first values of the scenario's axes against the run furthest"
          + " from it, along the first of the axes order, threads, seed along which something"
          + " differs.",
      ""
    })
final class ShrinkCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;
  private final Interrupts interrupts;

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
      description = "The axis to take the runs from: order, threads or seed.")
  private @Nullable String axis;

  @Option(
      names = "--gradient",
      paramLabel = "NAME",
      description = "The tensor whose gradient has to differ; any by default.")
  private @Nullable String gradient;

  @Option(
      names = "--min-ulps",
      paramLabel = "N",
      description = "Keep the gradients at least so many ULPs apart (1).")
  private @Nullable String minUlps;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = "Try at most so many candidates (2000), or for so long, such as 30s.")
  private @Nullable String budget;

  @Option(names = "--engine", paramLabel = "NAME", description = "The engine to run (builtin).")
  private @Nullable String engine;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the scenario to a .json file instead of standard output.")
  private @Nullable String output;

  @Mixin private FileAccess fileAccess = new FileAccess();

  @Mixin private Presentation presentation = new Presentation();

  ShrinkCommand(Toolbox toolbox, Console console, Interrupts interrupts) {
    this.toolbox = toolbox;
    this.console = console;
    this.interrupts = interrupts;
  }

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    boolean quiet = presentation.detail() == Detail.QUIET;
    GradientEngine chosen = toolbox.observableEngine(engine, "shrink");
    if (axis != null && (from != null || to != null)) {
      throw CommandException.usage("--axis chooses the runs itself: leave out --from and --to");
    }
    Axis only = axis == null ? null : axis(axis);
    ShrinkProgress progress = new ShrinkProgress(console, !quiet && console.errIsTerminal());
    ShrinkOptions search = search(progress);
    OutputFile file = output == null ? null : outputFile(output);
    Scenario loaded = new ScenarioLoader(toolbox, console, fileAccess).loadOne("shrink", scenario);
    CommandConsent.requireProgram(loaded, "shrink");
    if (file != null) {
      requireDistinct(file, loaded);
    }
    requireGradient(loaded);
    interrupts.watch();
    Shrunk shrunk;
    try {
      shrunk = shrunk(chosen, loaded, only, search, progress);
    } catch (CommandException e) {
      if (!interrupts.requested()) {
        throw e;
      }
      console.say("interrupted before there was anything to write");
      return interrupts.exitCode();
    }
    if (shrunk != null) {
      write(loaded, chosen, shrunk, file, quiet ? null : options);
    }
    return interrupts.requested() ? interrupts.exitCode() : ExitCode.OK;
  }

  private static void requireDistinct(OutputFile file, Scenario loaded) throws CommandException {
    try {
      if (NamedPath.real(Path.of(loaded.file())).equals(file.path())) {
        throw CommandException.usage(
            "-o: '" + loaded.file() + "' is the scenario itself; it would be overwritten");
      }
    } catch (IOException e) {
      // The scenario has gone since it was read: nothing to overwrite.
    }
  }

  private void requireGradient(Scenario loaded) throws CommandException {
    List<String> names =
        loaded.program().inputs().stream()
            .filter(Node.Input::requiresGrad)
            .map(Node.Input::name)
            .toList();
    if (gradient != null) {
      OptionValues.choice("--gradient", "gradient", gradient, names);
    }
  }

  /** What is left; null when nothing differs, which has been said then. */
  private @Nullable Shrunk shrunk(
      GradientEngine chosen,
      Scenario loaded,
      @Nullable Axis only,
      ShrinkOptions search,
      ShrinkProgress progress)
      throws CommandException {
    ShrinkPair pair =
        from == null && to == null
            ? ShrinkPair.ofAudit(chosen, loaded, only, interrupts::requested)
            : ShrinkPair.given(loaded, from, to);
    if (pair == null) {
      console.say(
          loaded.name()
              + ": every run that was compared gave the same gradients; nothing to shrink");
      return null;
    }
    Optional<Shrunk> shrunk;
    try {
      shrunk = Shrinker.shrink(loaded, pair.from(), pair.to(), chosen, toolbox.ops(), search);
    } catch (ShrinkFailedException e) {
      throw CommandException.failure(loaded.file() + ": " + e.text());
    } finally {
      progress.clear();
    }
    if (shrunk.isEmpty()) {
      console.say(
          loaded.name()
              + ": "
              + ShrinkText.sides(pair.from(), pair.to())
              + (gradient == null
                  ? ": no gradient differs"
                  : ": the gradient of " + gradient + " does not differ")
              + (search.leastUlps() > 1 ? " by " + search.leastUlps() + " ULPs or more" : "")
              + "; nothing to shrink");
    }
    return shrunk.orElse(null);
  }

  /** Writes the scenario once its audit has shown the difference. */
  private void write(
      Scenario loaded,
      GradientEngine chosen,
      Shrunk shrunk,
      @Nullable OutputFile file,
      @Nullable RenderOptions summary)
      throws CommandException {
    ShrunkScenario made = new ShrunkScenario(loaded, shrunk);
    String text = ScenarioWriter.text(made.draft());
    requireDifference(text, chosen, shrunk);
    if (file != null) {
      file.write(out -> out.write(text));
    } else {
      StandardOutput.write(console, StandardCharsets.UTF_8, out -> out.write(text));
    }
    if (summary == null) {
      return;
    }
    if (file != null) {
      StandardOutput.write(
          console, console.charset(), out -> ShrinkText.write(loaded.name(), shrunk, summary, out));
    } else {
      console.explain("\n" + ShrinkText.text(loaded.name(), shrunk, summary));
    }
  }

  private void requireDifference(String text, GradientEngine chosen, Shrunk shrunk)
      throws CommandException {
    ReadLimits limits = ReadLimits.ofThisJvm();
    if (text.length() > limits.fileBytes()) {
      throw CommandException.failure(
          "what is left has "
              + shrunk.after().elements()
              + " elements, more than a scenario file can hold; give a larger --budget");
    }
    Reading reading = new ScenarioReader(toolbox.ops(), limits).read("shrunk.json", text);
    if (reading instanceof Reading.Accepted accepted) {
      Scenario scenario = accepted.scenario();
      ScenarioReport report =
          Auditor.audit(scenario, AuditOptions.of(scenario), chosen, null, ProgressListener.NONE);
      boolean differs =
          report.verdicts().stream()
              .anyMatch(verdict -> verdict.verdict() == Verdict.DIFFERS && !verdict.holds());
      if (differs) {
        return;
      }
    }
    throw new IllegalStateException("the scenario does not show the difference:\n" + text);
  }

  private ShrinkOptions search(ShrinkProgress progress) throws CommandException {
    ShrinkBudget limit = budget == null ? ShrinkBudget.STANDARD : ShrinkBudget.parse(budget);
    long least = minUlps == null ? 1 : OptionValues.count("--min-ulps", minUlps, 999_999_999);
    progress.expect(limit.evaluations());
    return new ShrinkOptions(
        limit.evaluations(), limit.clock(), least, gradient, interrupts::requested, progress);
  }

  private static OutputFile outputFile(String path) throws CommandException {
    if (!path.toLowerCase(Locale.ROOT).endsWith(".json")) {
      throw CommandException.usage(
          "-o: '" + path + "' does not end in .json, the only format that can be written");
    }
    return OutputFile.at(path);
  }

  private static Axis axis(String text) throws CommandException {
    String chosen =
        OptionValues.choice("--axis", "axis", text, List.of("order", "threads", "seed"));
    return Axis.parse(chosen).orElseThrow();
  }
}
