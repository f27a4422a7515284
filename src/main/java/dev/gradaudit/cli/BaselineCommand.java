package dev.gradaudit.cli;

import dev.gradaudit.history.Baseline;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Keeps the results of an audit for later ones. */
@Command(
    name = "baseline",
    header = "Keeps the results of an audit, for later ones to be held against.",
    description = {
      "Audits as 'run' does, with the same options, and writes verdicts and fingerprints into a file"
          + " for version control. 'run --baseline FILE' then says what is new, known, fixed or"
          + " gone, and which gradients have other bits.",
      ""
    },
    footer = {
      "",
      "  gradaudit baseline write scenarios -o gradaudit-baseline.json",
      "  gradaudit run scenarios --baseline gradaudit-baseline.json",
      "",
      "Exit codes: 0 it was written, whatever the verdicts; 2 usage or scenario, or CI is set and"
          + " the file exists; 3 engine, input/output or internal failure; 130, 143 interrupted."
    })
final class BaselineCommand implements Subcommand {
  private final Toolbox toolbox;
  private final Console console;
  private final Interrupts interrupts;

  @Parameters(index = "0", paramLabel = "write", description = "The only thing to do.")
  private String what = "";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "The baseline.")
  private String out = "";

  @Option(
      names = "--gradients",
      description =
          "Keep the gradients of each first configuration too, so that changes are told in ULPs.")
  private boolean gradients;

  @Option(
      names = "--force",
      description = "Replace a baseline although CI is set in the environment.")
  private boolean force;

  @Unmatched private List<String> ofRun = new ArrayList<>();

  @Mixin private Presentation presentation = new Presentation();

  BaselineCommand(Toolbox toolbox, Console console, Interrupts interrupts) {
    this.toolbox = toolbox;
    this.console = console;
    this.interrupts = interrupts;
  }

  @Override
  public int call() throws CommandException {
    if (!what.equals("write")) {
      throw CommandException.usage(
          "baseline: '" + what + "' is nothing to do with one; there is write");
    }
    OutputFile file = OutputFile.at(out);
    if (Files.exists(file.path()) && isCi() && !force) {
      throw CommandException.usage(
          "'"
              + out
              + "' exists, and a baseline that CI itself replaces catches nothing; write it where"
              + " you work and commit it, or add --force");
    }
    RunCommand run = new RunCommand(toolbox, console, interrupts);
    CommandLine parser = new CommandLine(run);
    try {
      parser.parseArgs(ofRun.toArray(new String[0]));
    } catch (ParameterException e) {
      throw CommandException.usage(UsageErrors.describe(e));
    }
    AuditRequest request = run.request();
    if (gradients) {
      request = request.withGradients();
    }
    Audits audits = run.audit(run.load(request), request, presentation.detail());
    if (audits.failure() != null) {
      return Breakdown.explain(audits.failure(), console);
    }
    if (!audits.report().complete()) {
      if (interrupts.requested()) {
        return interrupts.exitCode();
      }
      throw CommandException.failure(
          "not all runs succeeded, so that no baseline was written; see 'gradaudit run'");
    }
    List<String> arguments = ShardOptions.arguments(parser.getParseResult());
    Baseline baseline = new Baseline(arguments, BaselineOption.recorded(audits.report(), console));
    file.write(baseline::write);
    console.say(
        "wrote '"
            + out
            + "': "
            + audits.report().scenarios().size()
            + (audits.report().scenarios().size() == 1 ? " scenario" : " scenarios"));
    return ExitCode.OK;
  }

  private boolean isCi() {
    String value = console.environment().getOrDefault("CI", "");
    return !value.isEmpty() && !value.equals("false") && !value.equals("0");
  }
}
