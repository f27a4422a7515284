package dev.gradaudit.cli;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.command.SumCommand;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.reduction.DeclaredSum;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.RevealMachine;
import dev.gradaudit.report.RevealReport;
import dev.gradaudit.report.RevealText;
import dev.gradaudit.reveal.CommandSum;
import dev.gradaudit.reveal.EngineSum;
import dev.gradaudit.reveal.GenericOrders;
import dev.gradaudit.reveal.Judgement;
import dev.gradaudit.reveal.RevealOptions;
import dev.gradaudit.reveal.Revealer;
import dev.gradaudit.reveal.Revelation;
import dev.gradaudit.reveal.StoppedException;
import dev.gradaudit.reveal.SumOp;
import dev.gradaudit.reveal.SummationTree;
import dev.gradaudit.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** In which tree a sum adds its terms. */
@Command(
    name = "reveal",
    header = "Reveals in which tree a sum adds its terms.",
    description = {
      "Runs one sum with terms of which large ones hide small ones, and finds out from the results"
          + " which partial sums are formed. The tree is held against what the order declares, or"
          + " with --against against another order.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 the tree is the expected one; 1 it is not, or cannot be compared; 2 usage; 3"
          + " engine or internal failure; 130, 143 interrupted."
    })
final class RevealCommand implements Subcommand {
  private static final int MOST_TERMS = 1_000_000;
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);
  private static final String DECLARED = "declared";

  private final Toolbox toolbox;
  private final Console console;
  private final Interrupts interrupts;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "The order of summation; see 'gradaudit list orders'.")
  private @Nullable String order;

  @Option(
      names = "--op",
      paramLabel = "OP",
      description =
          "What sums: sum (default), mean, matmul (the inner index), or bias-grad (the gradient of"
              + " linear's bias).")
  private String op = SumOp.SUM.label();

  @Option(
      names = {"-n", "--terms"},
      paramLabel = "N",
      description = "How many terms (32).")
  private @Nullable String terms;

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      description = "float32 (default), float64, float16 or bfloat16.")
  private String dtype = DType.FLOAT32.label();

  @Option(names = "--threads", paramLabel = "N", description = "The number of threads (1).")
  private @Nullable String threads;

  @Option(names = "--seed", paramLabel = "N", description = "The seed of a random order (0).")
  private @Nullable String seed;

  @Option(
      names = "--against",
      paramLabel = "ORDER",
      description =
          "Compare with the tree that this order declares for the same sum; 'declared' (default)"
              + " is the order itself.")
  private @Nullable String against;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "tree (default), text (a line for each partial sum, for diff), dot (Graphviz) or json.")
  private String format = "tree";

  @Option(
      names = "--max-probes",
      paramLabel = "N",
      description = "Give up where more sums than that are needed (1000000).")
  private @Nullable String maxProbes;

  @Parameters(
      paramLabel = "COMMAND",
      description =
          "Reveal the sum of a program instead, given behind '--': it reads {in}, an .npy of shape"
              + " [rows, n], and writes the sum of each row to {out}, an .npy too.")
  private List<String> command = new ArrayList<>();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private Presentation presentation = new Presentation();

  RevealCommand(Toolbox toolbox, Console console, Interrupts interrupts) {
    this.toolbox = toolbox;
    this.console = console;
    this.interrupts = interrupts;
  }

  /** What the options say. */
  private record Request(
      SumOp op,
      DType dtype,
      int terms,
      Configuration configuration,
      @Nullable Order against,
      Duration limit) {}

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    boolean quiet = options.detail() == RenderOptions.Detail.QUIET;
    OptionValues.choice("--format", "format", format, List.of("tree", "text", "dot", "json"));
    GradientEngine chosen = command.isEmpty() ? engine.choose(toolbox) : toolbox.commands();
    Request request = request(chosen);
    long most =
        maxProbes == null
            ? RevealOptions.DEFAULT.mostProbes()
            : OptionValues.count("--max-probes", maxProbes, 999_999_999);
    RevealProgress progress = new RevealProgress(console, !quiet && console.errIsTerminal());
    interrupts.watch();
    RevealReport report;
    try {
      report = report(chosen, request, new RevealOptions(most, interrupts::requested, progress));
    } catch (StoppedException e) {
      progress.clear();
      return stopped(e);
    } finally {
      EngineOptions.close(chosen);
    }
    progress.clear();
    write(report, options);
    Judgement judgement = report.judgement();
    return judgement == null || judgement.verdict().holds() ? ExitCode.OK : ExitCode.FAILED;
  }

  private Request request(GradientEngine chosen) throws CommandException {
    String label = OptionValues.choice("--op", "operator", op, SumOp.labels());
    SumOp sumOp =
        Arrays.stream(SumOp.values())
            .filter(each -> each.label().equals(label))
            .findFirst()
            .orElseThrow();
    List<String> dtypes =
        Arrays.stream(DType.values()).filter(DType::isFloating).map(DType::label).toList();
    DType type = DType.parse(OptionValues.choice("--dtype", "dtype", dtype, dtypes)).orElseThrow();
    if (!command.isEmpty()) {
      requireCommand(sumOp, type);
    }
    int count = terms == null ? 32 : OptionValues.count("--terms", terms, MOST_TERMS);
    boolean ownOrder = !chosen.axes().contains(Axis.ORDER);
    if (order != null) {
      EngineOptions.requireAxis(chosen, Axis.ORDER, "--order");
    } else if (!ownOrder) {
      throw CommandException.usage(
          "reveal needs an --order, such as pairwise; see 'gradaudit list orders'");
    }
    boolean itself = against == null || against.equals(DECLARED);
    if (ownOrder && against != null && itself) {
      throw CommandException.usage(
          "--against: the engine "
              + chosen.name()
              + " declares nothing; name an order, such as torch-cpu");
    }
    Order given = order == null ? LibraryOrder.INSTANCE : OptionValues.order("--order", order);
    Order other = itself ? null : OptionValues.order("--against", String.valueOf(against));
    Configuration configuration =
        new Configuration(
            seed == null ? 0 : OptionValues.seed("--seed", seed),
            threads == null ? 1 : OptionValues.threads("--threads", threads),
            given);
    return new Request(sumOp, type, count, configuration, other, engine.limit(COMMAND_LIMIT));
  }

  private RevealReport report(GradientEngine chosen, Request request, RevealOptions options)
      throws StoppedException {
    Revelation revelation;
    DeclaredSum declared;
    String uncovered = null;
    if (command.isEmpty()) {
      EngineSum sum = sum(chosen, request, request.configuration());
      revelation = Revealer.reveal(sum, options);
      declared = sum.declared();
      uncovered = sum.uncovered();
    } else {
      revelation = Revealer.reveal(commandSum(request), options);
      declared = null;
    }
    Order expected = request.configuration().order();
    Order other = request.against();
    if (other != null) {
      Configuration configuration = request.configuration();
      expected = other;
      EngineSum plain =
          sum(
              toolbox.engines().get(0),
              request,
              new Configuration(configuration.seed(), configuration.threads(), other));
      declared = plain.declared();
      uncovered = plain.uncovered();
    }
    SummationTree tree = revelation.tree();
    int count = request.configuration().threads();
    return new RevealReport(
        command.isEmpty() ? chosen.name() : String.join(" ", command),
        request.configuration(),
        revelation,
        tree == null ? null : GenericOrders.of(tree, count).orElse(null),
        declared == null ? null : expected.name(),
        uncovered,
        declared == null ? null : Judgement.of(revelation, declared, count));
  }

  private CommandSum commandSum(Request request) {
    ExternalCommand external =
        new ExternalCommand(command, Map.of(), request.limit(), Path.of("").toAbsolutePath());
    SumCommand program = new SumCommand(external, request.configuration().threads());
    return new CommandSum(
        rows -> sums(program.sums(rows, interrupts::requested)), request.dtype(), request.terms());
  }

  private static Tensor sums(SumCommand.Answer answer) throws StoppedException {
    Tensor sums = answer.sums();
    if (sums == null) {
      boolean stopped = answer.problem().isEmpty();
      throw new StoppedException(
          stopped ? StoppedException.Cause.CANCELLED : StoppedException.Cause.ENGINE,
          stopped ? "stopped before the tree was known" : answer.problem());
    }
    return sums;
  }

  private void requireCommand(SumOp sumOp, DType type) throws CommandException {
    String text = String.join(" ", command);
    for (String placeholder : List.of("{in}", "{out}")) {
      if (!text.contains(placeholder)) {
        throw CommandException.usage(
            "no word of the command mentions "
                + placeholder
                + ", for example: gradaudit reveal -- python3 sum.py {in} {out}");
      }
    }
    if (sumOp != SumOp.SUM || engine.isNamed()) {
      throw CommandException.usage(
          (engine.isNamed() ? "--engine" : "--op") + ": what sums is the command; leave it out");
    }
    if (type == DType.BFLOAT16) {
      throw CommandException.usage(
          "--dtype: .npy files have no bfloat16; choose float16, float32 or float64");
    }
  }

  private EngineSum sum(GradientEngine chosen, Request request, Configuration configuration)
      throws StoppedException {
    return EngineSum.of(
        chosen,
        toolbox.ops(),
        request.op(),
        request.dtype(),
        request.terms(),
        configuration,
        interrupts::requested);
  }

  private int stopped(StoppedException e) throws CommandException {
    return switch (e.why()) {
      case CANCELLED -> {
        console.say(e.text());
        yield interrupts.exitCode();
      }
      case ENGINE -> throw CommandException.failure("the engine failed: " + e.text());
      case PROBES ->
          throw CommandException.usage(
              e.text() + "; raise --max-probes, or choose a smaller --terms");
      case UNSUITABLE -> throw CommandException.usage(e.text());
    };
  }

  private void write(RevealReport report, RenderOptions options) throws CommandException {
    switch (format) {
      case "text" ->
          StandardOutput.write(
              console, StandardCharsets.UTF_8, out -> RevealMachine.text(report.revelation(), out));
      case "dot" ->
          StandardOutput.write(
              console, StandardCharsets.UTF_8, out -> RevealMachine.dot(report.revelation(), out));
      case "json" ->
          StandardOutput.write(
              console, StandardCharsets.UTF_8, out -> RevealMachine.json(report, out));
      default ->
          StandardOutput.write(
              console, console.charset(), out -> RevealText.write(report, options, out));
    }
    Judgement judgement = report.judgement();
    if (!format.equals("tree") && judgement != null && !judgement.verdict().holds()) {
      console.say(RevealText.verdict(report));
    }
  }
}
