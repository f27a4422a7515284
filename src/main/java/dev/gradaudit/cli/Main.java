package dev.gradaudit.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Where the process starts and ends. */
public final class Main {
  private Main() {}

  /** Runs gradaudit and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    System.exit(run(arguments, console, new SignalInterrupts(console)));
  }

  /** Runs gradaudit with everything that it ships; returns the exit code. */
  static int run(String[] arguments, Console console, Interrupts interrupts) {
    try {
      return run(arguments, console, interrupts, Shipped.toolbox(console));
    } catch (RuntimeException | Error failure) {
      return Breakdown.explain(failure, console);
    }
  }

  static int run(String[] arguments, Console console, Interrupts interrupts, Toolbox toolbox) {
    StringWriter usage = new StringWriter();
    CommandLine commands = commands(console, interrupts, toolbox, new PrintWriter(usage));
    try {
      ParseResult parsed = commands.parseArgs(arguments);
      Integer helped = CommandLine.executeHelpRequest(parsed);
      if (helped != null) {
        StandardOutput.write(console, console.charset(), out -> out.write(usage.toString()));
        return ExitCode.OK;
      }
      if (!parsed.hasSubcommand()) {
        commands.usage(commands.getOut(), Ansi.OFF);
        console.explain(usage.toString());
        return ExitCode.USAGE;
      }
      Object command = parsed.subcommand().commandSpec().userObject();
      return ((Subcommand) command).call();
    } catch (ParameterException e) {
      console.say(UsageErrors.describe(e));
      return ExitCode.USAGE;
    } catch (CommandException e) {
      console.say(e.text());
      return e.exitCode();
    } catch (RuntimeException | Error failure) {
      return Breakdown.explain(failure, console);
    }
  }

  private static CommandLine commands(
      Console console, Interrupts interrupts, Toolbox toolbox, PrintWriter out) {
    CommandLine commands = new CommandLine(new RootCommand());
    commands.addSubcommand(new RunCommand(toolbox, console, interrupts));
    commands.addSubcommand(new MergeCommand(toolbox, console, interrupts));
    commands.addSubcommand(new BaselineCommand(toolbox, console, interrupts));
    commands.addSubcommand(new GradCommand(toolbox, console));
    commands.addSubcommand(new ExplainCommand(toolbox, console));
    commands.addSubcommand(new CureCommand(toolbox, console));
    commands.addSubcommand(new ShrinkCommand(toolbox, console, interrupts));
    commands.addSubcommand(new ReplayCommand(toolbox, console));
    commands.addSubcommand(new CompareCommand(console));
    commands.addSubcommand(new RevealCommand(toolbox, console, interrupts));
    commands.addSubcommand(new CheckCommand(toolbox, console));
    commands.addSubcommand(new ListCommand(toolbox, console));
    commands.addSubcommand(new HelpCommand());
    commands.getSubcommands().values().forEach(Main::addHelp);
    addHelp(commands);
    commands
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build())
        .version(Version.line());
    commands.setOut(out);
    commands.setErr(out);
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    commands.setUsageHelpWidth(Math.max(60, Math.min(100, console.columns())));
    commands.setExpandAtFiles(false);
    commands.setOverwrittenOptionsAllowed(false);
    return commands;
  }

  private static void addHelp(CommandLine command) {
    if (!(command.getCommand() instanceof HelpCommand)) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help.")
                  .build());
    }
  }
}
