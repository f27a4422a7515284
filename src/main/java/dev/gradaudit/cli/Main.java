package dev.gradaudit.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Where the process starts and ends. */
public final class Main {
  private static final String CONFIG = "--config";
  private static final String NO_CONFIG = "--no-config";

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
      List<String> configured = configured(parsed, commands, console);
      if (!configured.isEmpty()) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(all.indexOf(parsed.subcommand().commandSpec().name()) + 1, configured);
        commands = commands(console, interrupts, toolbox, new PrintWriter(usage));
        parsed = commands.parseArgs(all.toArray(new String[0]));
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

  /** The options that a configuration file adds to those that were typed. */
  private static List<String> configured(ParseResult parsed, CommandLine commands, Console console)
      throws CommandException {
    ParseResult typed = parsed.subcommand();
    if (!typed.commandSpec().optionsMap().containsKey(NO_CONFIG)
        || typed.hasMatchedOption(NO_CONFIG)) {
      return List.of();
    }
    Path file;
    if (typed.hasMatchedOption(CONFIG)) {
      file = Path.of(String.valueOf((Object) typed.matchedOptionValue(CONFIG, "")));
    } else {
      file = ConfigFile.find(Path.of(""), console.environment());
    }
    if (file == null) {
      return List.of();
    }
    List<String> added = ConfigFile.arguments(file, commands, typed);
    if (typed.hasMatchedOption("--verbose")) {
      console.say(file + " adds: " + (added.isEmpty() ? "nothing" : String.join(" ", added)));
    }
    return added;
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
    commands.addSubcommand(new InitCommand(console));
    commands.addSubcommand(new CompletionCommand(console));
    commands.addSubcommand(new ManCommand(console));
    commands.addSubcommand(new HelpCommand());
    commands.getSubcommands().values().forEach(Main::addHelp);
    commands.getSubcommands().values().forEach(Main::addExamples);
    commands.getSubcommands().values().forEach(Main::addConfig);
    addHelp(commands);
    commands
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build())
        .version(Version.lines());
    commands.setOut(out);
    commands.setErr(out);
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    commands.setUsageHelpWidth(Math.max(60, Math.min(100, console.columns())));
    commands.setExpandAtFiles(false);
    commands.setOverwrittenOptionsAllowed(false);
    return commands;
  }

  /** Puts the examples of a command before what its help ends with. */
  private static void addExamples(CommandLine command) {
    List<String> footer = new ArrayList<>();
    for (String example : Examples.of(command.getCommandName())) {
      footer.add("  " + example);
    }
    if (!footer.isEmpty()) {
      footer.add(0, "");
      footer.addAll(Arrays.asList(command.getCommandSpec().usageMessage().footer()));
      command.getCommandSpec().usageMessage().footer(footer.toArray(new String[0]));
    }
  }

  private static void addConfig(CommandLine command) {
    if (!(command.getCommand() instanceof HelpCommand)) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder(CONFIG)
                  .paramLabel("FILE")
                  .type(String.class)
                  .description("Take further options from this file, not from gradaudit.json.")
                  .build())
          .addOption(
              OptionSpec.builder(NO_CONFIG)
                  .description("Take no options from gradaudit.json.")
                  .build());
    }
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
