package dev.gradaudit.cli;

import dev.gradaudit.audit.Host;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.plan.Shard;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.shard.ShardHeader;
import dev.gradaudit.shard.ShardRun;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options about the part of an audit that this machine takes. */
final class ShardOptions {
  /** Options that say nothing of what is audited. */
  private static final Set<String> OF_THE_MACHINE =
      Set.of(
          "--shard",
          "-o",
          "--host",
          "--report",
          "--format",
          "--color",
          "--quiet",
          "--verbose",
          "--exit-zero",
          "--fail-on",
          "--no-tests",
          "--baseline",
          "--watch",
          // What it says is among the options already.
          "--config",
          "--no-config");

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Run part I of N of the plan only and write it down with -o; 'gradaudit merge' makes the"
              + " audit from all parts.")
  private @Nullable String shard;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where the runs of --shard go.")
  private @Nullable String out;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "What to call this machine in a shard (its name in the network).")
  private String host = "";

  /** Whether only a part is to be run. */
  boolean given() {
    return shard != null;
  }

  /** A part of an audit, checked. */
  record Part(Shard shard, OutputFile file, String host) {}

  /** Null where everything is to be run. */
  @Nullable Part choose(ReportOptions reports) throws CommandException {
    if (shard == null) {
      if (out != null || !host.isEmpty()) {
        throw CommandException.usage(
            (out == null ? "--host" : "-o") + " goes with --shard, such as --shard 1/4");
      }
      return null;
    }
    Shard part =
        Shard.parse(shard)
            .orElseThrow(
                () ->
                    CommandException.usage(
                        "--shard: '" + shard + "' is no part; write for example 1/4"));
    if (reports.given()) {
      throw CommandException.usage(
          "--shard makes no report, for that needs all parts; leave out "
              + "--report and --format, and give them to 'gradaudit merge'");
    }
    if (out == null) {
      throw CommandException.usage("--shard needs a file for its runs: -o FILE");
    }
    return new Part(part, OutputFile.at(out), host);
  }

  /** Runs a part; returns the exit code. */
  static int run(
      Part part,
      List<Scenario> scenarios,
      AuditRequest request,
      List<String> arguments,
      Interrupts interrupts,
      ProgressListener progress,
      Console console)
      throws CommandException {
    List<ShardRun.Job> jobs = new ArrayList<>();
    List<ShardHeader.Entry> entries = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      ShardRun.Job job =
          new ShardRun.Job(
              scenario, request.options(scenario, interrupts::requested), request.engine(scenario));
      Plan plan = job.plan();
      jobs.add(job);
      entries.add(
          new ShardHeader.Entry(
              scenario.name(),
              scenario.file(),
              scenario.sha256(),
              Math.toIntExact(plan.size()),
              plan.values().runs()));
    }
    ShardHeader header =
        new ShardHeader(
            Version.ofTool(),
            part.shard(),
            arguments,
            Host.current(part.host(), console.environment()),
            Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString(),
            entries);
    long start = System.nanoTime();
    ShardRun.Result[] result = new ShardRun.Result[1];
    part.file()
        .write(
            text ->
                result[0] =
                    new ShardRun(header, progress)
                        .write(jobs, text, done -> (System.nanoTime() - start) * 1e-9));
    ShardRun.Result done = result[0];
    console.say(
        "shard "
            + part.shard()
            + ": "
            + done.runs()
            + (done.runs() == 1 ? " run" : " runs")
            + (done.failures() == 0 ? "" : ", " + done.failures() + " failed")
            + (done.complete() ? "" : "; incomplete"));
    if (!done.complete()) {
      return interrupts.exitCode();
    }
    return done.failures() == 0 ? ExitCode.OK : ExitCode.ERROR;
  }

  /** The arguments of a command that say what is audited and how, as the user gave them. */
  static List<String> arguments(ParseResult parsed) {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      if (OF_THE_MACHINE.contains(option.longestName())
          || OF_THE_MACHINE.contains(option.shortestName())) {
        continue;
      }
      if (option.arity().max() == 0) {
        arguments.add(option.longestName());
      } else {
        for (String value : option.originalStringValues()) {
          arguments.add(option.longestName() + "=" + value);
        }
      }
    }
    parsed.matchedPositionals().stream()
        .flatMap(positional -> positional.originalStringValues().stream())
        .distinct()
        .forEach(arguments::add);
    return arguments;
  }
}
