package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditOptions;
import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.MemoryEstimate;
import dev.gradaudit.audit.Probe;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Referee;
import dev.gradaudit.history.Baseline;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.RenderOptions.Detail;
import dev.gradaudit.scenario.AuditDefaults;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.statistics.MatchBound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job: audits scenarios and reports. */
@Command(
    name = "run",
    header = "Audits scenarios.",
    description = {
      "Runs each scenario along every axis, compares the gradients bit by bit, and says along which"
          + " axis they are proven equal, were observed to be equal, or differ, and how far.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 every expectation holds; 1 one does not, or a result is inconclusive; 2 usage"
          + " or scenario; 3 engine, input/output or internal failure; 4 nothing selected; 130, 143"
          + " interrupted."
    })
final class RunCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;
  private final Interrupts interrupts;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "1..*",
      description = "Scenario files, and folders that stand for every scenario below them.")
  private List<String> scenarios = new ArrayList<>();

  @Option(names = "--runs", paramLabel = "N", description = "How often each configuration is run.")
  private @Nullable String runs;

  @Option(
      names = "--detect",
      paramLabel = "P",
      description =
          "Run each configuration so often that a difference which shows in a part P of the runs,"
              + " such as 0.01, would have been seen.")
  private @Nullable String detect;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      description = "Of what is inferred from runs: 0.95 (default), 0.99, …")
  private @Nullable String confidence;

  @Option(names = "--seeds", paramLabel = "LIST", description = "Seeds: 0,1,2 or 0-9.")
  private @Nullable String seeds;

  @Option(names = "--threads", paramLabel = "LIST", description = "Thread counts: 1,2,4.")
  private @Nullable String threads;

  @Option(
      names = "--orders",
      paramLabel = "LIST",
      description = "Orders of summation: sequential,shuffled (see 'list orders').")
  private @Nullable String orders;

  @Option(
      names = "--plan",
      paramLabel = "MODE",
      description = "full (every combination, the default) or one-at-a-time.")
  private String plan = PlanMode.FULL_PRODUCT.label();

  @Option(
      names = "--capabilities",
      paramLabel = "LIST",
      description = "Instructions that the engine pytorch may use: default,avx2,avx512.")
  private @Nullable String capabilities;

  @Option(
      names = "--expect",
      paramLabel = "AXIS=DEMAND",
      description = "bitwise, report or a number of ULPs, for one axis; repeatable.")
  private List<String> expect = new ArrayList<>();

  @Option(names = "--strict", description = "Expect identical bits along every axis.")
  private boolean strict;

  @Option(
      names = "--fail-on-vacuous",
      description =
          "Fail where only exact data made the gradients equal; with --control, where it made any"
              + " sum that a gradient depends on equal.")
  private boolean failOnVacuous;

  @Mixin private FailPolicy policy = new FailPolicy();

  @Option(names = "--include-gradients", description = "Put the baseline's gradients into JSON.")
  private boolean includeGradients;

  @Option(
      names = "--detect-anomaly",
      description = "Name the first operation that makes a NaN or an infinity.")
  private boolean detectAnomaly;

  @Option(
      names = "--control",
      description = "Put another order into each sum in turn and report what the audit notices.")
  private boolean control;

  @Option(
      names = "--accuracy",
      description =
          "Compute the gradients in wider arithmetic too, and report how far each order is from"
              + " them.")
  private boolean accuracy;

  @Option(
      names = "--statistics",
      description =
          "Report the mean and the spread over the runs, how many bits are significant, and which"
              + " axis the variance comes from.")
  private boolean statistics;

  @Option(
      names = {"--list", "--dry-run"},
      description = "Show the plan and its size; run nothing.")
  private boolean dryRun;

  @Mixin private EmptySelection emptySelection = new EmptySelection();

  @Option(
      names = "--watch",
      description = "Run again whenever a scenario file changes, until interrupted.")
  private boolean watch;

  @Mixin private CommandConsent commands = new CommandConsent();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private FileAccess fileAccess = new FileAccess();

  @Mixin private ReportOptions reports = new ReportOptions();

  @Mixin private BaselineOption baseline = new BaselineOption();

  @Mixin private ShardOptions shards = new ShardOptions();

  @Mixin private Presentation presentation = new Presentation();

  RunCommand(Toolbox toolbox, Console console, Interrupts interrupts) {
    this.toolbox = toolbox;
    this.console = console;
    this.interrupts = interrupts;
  }

  @Override
  public int call() throws CommandException {
    if (!watch) {
      return once();
    }
    if (dryRun || shards.given()) {
      throw CommandException.usage(
          (dryRun ? "--dry-run" : "--shard") + " runs nothing again; leave out --watch");
    }
    List<String> all = scenarios;
    return new Watch(console, interrupts)
        .run(
            () -> ScenarioPaths.of(all),
            changed -> {
              scenarios = changed;
              return once();
            });
  }

  private int once() throws CommandException {
    Detail detail = presentation.detail();
    RenderOptions options = presentation.options(console);
    AuditRequest asked = request();
    Baseline kept = baseline.read();
    AuditRequest request = kept != null && kept.hasGradients() ? asked.withGradients() : asked;
    policy.check(failOnVacuous);
    emptySelection.check();
    ReportOptions.Chosen chosen = reports.choose();
    ShardOptions.Part part = shards.choose(reports);
    List<Scenario> loaded;
    try {
      loaded = load(request);
    } catch (CommandException e) {
      if (!emptySelection.excuses(e, console)) {
        throw e;
      }
      boolean done =
          dryRun || part != null || chosen.write(EmptySelection.report(), options, console);
      return done ? ExitCode.OK : ExitCode.ERROR;
    }
    ReportFile.requireDistinctFrom(chosen.files(), loaded);
    if (dryRun) {
      String text = DryRun.describe(loaded, request, options);
      StandardOutput.write(console, console.charset(), out -> out.write(text));
      return ExitCode.OK;
    }
    if (part != null) {
      List<String> arguments = ShardOptions.arguments(spec.commandLine().getParseResult());
      prepare(loaded, request);
      try {
        return ShardOptions.run(
            part, loaded, request, arguments, interrupts, ProgressListener.NONE, console);
      } finally {
        request.close();
      }
    }
    Audits audits = audit(loaded, request, detail);
    if (kept != null) {
      AuditReport checked = BaselineOption.check(audits.report(), kept, console);
      audits = new Audits(checked, audits.failure());
    }
    boolean written = chosen.write(audits.report(), options, console);
    return audits.exitCode(written, policy, interrupts, console);
  }

  private void prepare(List<Scenario> loaded, AuditRequest request) throws CommandException {
    commands.require(loaded);
    requireMemory(loaded, request);
    interrupts.watch();
  }

  /** The scenarios, which the engines can run. */
  List<Scenario> load(AuditRequest request) throws CommandException {
    List<Scenario> loaded = new ScenarioLoader(toolbox, console, fileAccess).load(scenarios);
    List<GradientEngine> engines = new ArrayList<>(request.others());
    engines.add(request.engine());
    CommandConsent.requireModules(loaded, engines);
    return loaded;
  }

  /** Audits, and closes the engines. */
  Audits audit(List<Scenario> loaded, AuditRequest request, Detail detail) throws CommandException {
    prepare(loaded, request);
    try {
      return watched(loaded, request, detail);
    } finally {
      request.close();
    }
  }

  private Audits watched(List<Scenario> loaded, AuditRequest request, Detail detail) {
    if (!console.errIsTerminal() || detail == Detail.QUIET) {
      return Audits.run(loaded, request, interrupts, ProgressListener.NONE);
    }
    long totalRuns = 0;
    for (Scenario scenario : loaded) {
      totalRuns += new Plan(request.values(scenario), request.planMode()).totalRuns();
    }
    ProgressLine progress = new ProgressLine(console, loaded.size(), totalRuns, System::nanoTime);
    try {
      return Audits.run(loaded, request, interrupts, progress);
    } finally {
      progress.clear();
    }
  }

  /** Whether exact data is to fail an expectation. */
  boolean failsOnVacuous() {
    return failOnVacuous;
  }

  /** What the options ask for. */
  AuditRequest request() throws CommandException {
    if (strict && !expect.isEmpty()) {
      throw CommandException.usage(
          "--strict expects identical bits along every axis; leave out --expect");
    }
    List<String> modes = Arrays.stream(PlanMode.values()).map(PlanMode::label).toList();
    String mode = OptionValues.choice("--plan", "mode", plan, modes);
    List<GradientEngine> engines = engine.chooseAll(toolbox);
    GradientEngine chosen = engines.get(0);
    List<GradientEngine> others = engines.subList(1, engines.size());
    requireOffered(chosen, !others.isEmpty());
    return new AuditRequest(
        chosen,
        toolbox.commands(),
        others,
        runs(),
        seeds == null ? null : OptionValues.seeds("--seeds", seeds),
        threads == null ? null : OptionValues.threadCounts("--threads", threads),
        orders == null ? null : OptionValues.orders("--orders", orders),
        capabilities == null ? null : EngineOptions.capabilities(chosen, capabilities),
        OptionValues.expectations("--expect", expect),
        strict,
        failOnVacuous,
        PlanMode.parse(mode).orElseThrow(),
        detectAnomaly,
        includeGradients,
        probes(),
        confidence());
  }

  private void requireOffered(GradientEngine chosen, boolean several) throws CommandException {
    if (orders != null) {
      EngineOptions.requireAxis(chosen, Axis.ORDER, "--orders");
    }
    for (Axis axis : OptionValues.expectations("--expect", expect).keySet()) {
      if (axis != Axis.ENGINE || !several) {
        EngineOptions.requireAxis(chosen, axis, "--expect " + axis.label());
      }
    }
    EngineOptions.require(!detectAnomaly || chosen.detectsAnomalies(), chosen, "--detect-anomaly");
    EngineOptions.require(!control || chosen instanceof Analyst, chosen, "--control");
    EngineOptions.require(!accuracy || chosen instanceof Referee, chosen, "--accuracy");
  }

  /** How often each configuration is run; null to leave that to the scenario. */
  private @Nullable Integer runs() throws CommandException {
    if (detect == null) {
      return runs == null ? null : OptionValues.count("--runs", runs, AuditDefaults.MAX_RUNS);
    }
    if (runs != null) {
      throw CommandException.usage("--detect chooses the number of runs: leave out --runs");
    }
    double probability = OptionValues.probability("--detect", detect);
    long needed = MatchBound.runsNeeded(probability, confidence());
    if (needed > AuditDefaults.MAX_RUNS) {
      throw CommandException.usage(
          "--detect "
              + detect
              + " needs "
              + needed
              + " runs of each configuration, and "
              + AuditDefaults.MAX_RUNS
              + " is the most; choose a larger probability");
    }
    return (int) Math.max(2, needed);
  }

  private double confidence() throws CommandException {
    return confidence == null
        ? AuditOptions.DEFAULT_CONFIDENCE
        : OptionValues.probability("--confidence", confidence);
  }

  private Set<Probe> probes() {
    Set<Probe> probes = EnumSet.noneOf(Probe.class);
    if (control) {
      probes.add(Probe.CONTROL);
    }
    if (accuracy) {
      probes.add(Probe.ACCURACY);
    }
    if (statistics) {
      probes.add(Probe.STATISTICS);
    }
    return probes;
  }

  /** Refuses before anything runs what cannot fit. */
  static void requireMemory(List<Scenario> scenarios, AuditRequest request)
      throws CommandException {
    for (Scenario scenario : scenarios) {
      Plan plan = new Plan(request.values(scenario), request.planMode());
      if (plan.size() > Integer.MAX_VALUE) {
        throw CommandException.usage(
            scenario.file() + ": the plan has " + plan.size() + " configurations; choose fewer");
      }
      String refusal =
          MemoryEstimate.of(scenario, plan, request.probes())
              .refusal(Runtime.getRuntime().maxMemory())
              .orElse(null);
      if (refusal != null) {
        throw CommandException.usage(
            scenario.file() + ": " + refusal + "; see GRADAUDIT_JAVA_OPTS=-Xmx");
      }
    }
  }
}
