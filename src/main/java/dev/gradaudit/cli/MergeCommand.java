package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditOptions;
import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Host;
import dev.gradaudit.audit.Hosts;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.shard.ShardFile;
import dev.gradaudit.shard.ShardFileException;
import dev.gradaudit.shard.ShardHeader;
import dev.gradaudit.shard.ShardSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Makes the audit whose runs several machines have written down. */
@Command(
    name = "merge",
    header = "Makes one audit from the shards of several machines.",
    description = {
      "Reads what 'gradaudit run --shard' has written, compares and judges, and reports as 'run'"
          + " would have done. The scenario files have to be where they were. Where several"
          + " machines ran every shard, their results are compared along the axis 'host'.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 every expectation holds; 1 one does not, or a result is inconclusive; 2 usage,"
          + " or shards that do not belong together; 3 input/output or internal failure; 4 no shard"
          + " found; 130, 143 interrupted."
    })
final class MergeCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;
  private final Interrupts interrupts;

  @Parameters(
      paramLabel = "SHARD",
      arity = "1..*",
      description = "Shards, and folders that stand for every shard in them.")
  private List<String> places = new ArrayList<>();

  @Option(
      names = "--expect",
      paramLabel = "host=DEMAND",
      description = "bitwise, report or a number of ULPs, between the machines.")
  private List<String> expect = new ArrayList<>();

  @Mixin private FailPolicy policy = new FailPolicy();

  @Mixin private ReportOptions reports = new ReportOptions();

  @Mixin private Presentation presentation = new Presentation();

  MergeCommand(Toolbox toolbox, Console console, Interrupts interrupts) {
    this.toolbox = toolbox;
    this.console = console;
    this.interrupts = interrupts;
  }

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    policy.check(false);
    ReportOptions.Chosen chosen = reports.choose();
    Map<Axis, Expectation> demanded = OptionValues.expectations("--expect", expect);
    if (demanded.keySet().stream().anyMatch(axis -> axis != Axis.HOST)) {
      throw CommandException.usage(
          "--expect: what was demanded along other axes stands in the shards; here is host");
    }
    ShardSet shards = shards();
    RunCommand run = asRun(shards.header());
    policy.check(run.failsOnVacuous());
    AuditRequest request = run.request();
    List<Scenario> scenarios = run.load(request);
    requireUnchanged(shards.header(), scenarios);
    ReportFile.requireDistinctFrom(chosen.files(), scenarios);
    interrupts.watch();
    try {
      Audits audits =
          Audits.run(
              scenarios,
              scenario -> audit(scenario, scenarios, request, demanded, shards),
              interrupts);
      audits = new Audits(onHosts(audits.report(), shards), audits.failure());
      boolean written = chosen.write(audits.report(), options, console);
      return audits.exitCode(written, policy, interrupts, console);
    } finally {
      request.close();
    }
  }

  private ScenarioReport audit(
      Scenario scenario,
      List<Scenario> scenarios,
      AuditRequest request,
      Map<Axis, Expectation> demanded,
      ShardSet shards) {
    AuditOptions options =
        request.options(scenario, interrupts::requested).withExpectations(demanded);
    int number = scenarios.indexOf(scenario);
    List<GradientEngine> recorded =
        shards.engines(request.engine(scenario), number, options.plan());
    Map<String, GradientEngine> others = new LinkedHashMap<>();
    for (int host = 1; host < recorded.size(); host++) {
      others.put(shards.names().get(host), recorded.get(host));
    }
    Hosts hosts = others.isEmpty() ? Hosts.NONE : new Hosts(shards.names().get(0), others);
    return request.audit(scenario, options, recorded.get(0), hosts, ProgressListener.NONE);
  }

  private static AuditReport onHosts(AuditReport report, ShardSet shards) {
    List<Host> hosts = shards.all().stream().map(file -> file.header().host()).distinct().toList();
    String started =
        shards.all().stream().map(file -> file.header().startedAt()).sorted().toList().get(0);
    double seconds = 0;
    for (ShardFile file : shards.all()) {
      seconds += file.seconds();
    }
    return new AuditReport(
        report.complete(),
        report.environment().with(hosts),
        new AuditReport.Timing(started, seconds),
        report.scenarios());
  }

  /** The command whose runs these are. */
  private RunCommand asRun(ShardHeader header) throws CommandException {
    if (!header.toolVersion().equals(Version.ofTool())) {
      throw CommandException.usage(
          "the shards are of gradaudit "
              + header.toolVersion()
              + ", this is "
              + Version.ofTool()
              + "; merge them with the same version");
    }
    RunCommand run = new RunCommand(toolbox, console, interrupts);
    try {
      new CommandLine(run).parseArgs(header.arguments().toArray(new String[0]));
    } catch (ParameterException e) {
      throw CommandException.usage(
          "the arguments in the shards are not understood: " + UsageErrors.describe(e));
    }
    return run;
  }

  private static void requireUnchanged(ShardHeader header, List<Scenario> scenarios)
      throws CommandException {
    List<ShardHeader.Entry> entries = header.scenarios();
    for (int i = 0; i < Math.max(entries.size(), scenarios.size()); i++) {
      ShardHeader.Entry entry = i < entries.size() ? entries.get(i) : null;
      @Nullable Scenario scenario = i < scenarios.size() ? scenarios.get(i) : null;
      if (entry == null || scenario == null || !entry.file().equals(scenario.file())) {
        throw CommandException.usage(
            "the shards are of "
                + entries.size()
                + " scenarios, and here are "
                + scenarios.size()
                + (entry == null ? "" : "; '" + entry.file() + "' is where they differ"));
      }
      if (!entry.sha256().equals(scenario.sha256())) {
        throw CommandException.usage(
            "'" + entry.file() + "' is not the file that the shards were run with");
      }
    }
  }

  private ShardSet shards() throws CommandException {
    List<ShardFile> files = new ArrayList<>();
    try {
      for (String place : places) {
        Path path = NamedPath.of(place);
        if (!Files.exists(path)) {
          throw CommandException.usage("there is no file or folder '" + place + "'");
        }
        for (Path file : Files.isDirectory(path) ? within(path) : List.of(path)) {
          files.add(ShardFile.read(file));
        }
      }
      if (files.isEmpty()) {
        throw CommandException.nothingSelected("no shard in " + String.join(", ", places));
      }
      return ShardSet.of(files);
    } catch (ShardFileException e) {
      throw CommandException.usage(e.text());
    } catch (IOException e) {
      throw CommandException.failure("cannot read the shards: " + OutputFile.reason(e));
    }
  }

  private static List<Path> within(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && ShardFile.isShard(file))
          .sorted()
          .toList();
    }
  }
}
