package dev.gradaudit.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The script with which a shell completes what the user types. */
@Command(
    name = "completion",
    header = "Prints the script with which a shell completes commands.",
    description = {
      "Commands, options, orders, engines, formats and demands complete, and files everywhere else."
          + " In ~/.bashrc or ~/.zshrc:",
      "",
      "  source <(gradaudit completion bash)",
      ""
    })
final class CompletionCommand implements Subcommand {
  /** What the values of an option may be, by its name. */
  private static final Map<String, Iterable<String>> VALUES =
      Map.of(
          "--order", new Candidates.Orders(),
          "--orders", new Candidates.Orders(),
          "--against", new Candidates.Orders(),
          "--engine", new Candidates.Engines(),
          "--format", new Candidates.Formats(),
          "--report", new Candidates.Reports(),
          "--expect", new Candidates.Demands(),
          "--color", List.of("auto", "always", "never"),
          "--dtype", List.of("float32", "float64", "float16", "bfloat16"),
          "--plan", List.of("full", "one-at-a-time"));

  /** What the first word behind a command may be. */
  private static final Map<String, Iterable<String>> WORDS =
      Map.of(
          "list", List.of("orders", "ops", "scenarios"),
          "completion", List.of("bash", "zsh"),
          "baseline", List.of("write"));

  private final Console console;

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
  private String shell = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    OptionValues.choice("completion", "shell", shell, List.of("bash", "zsh"));
    CommandLine commands = spec.parent().commandLine();
    commands.getSubcommands().values().forEach(each -> withValues(each.getCommandSpec()));
    String script = AutoComplete.bash("gradaudit", commands);
    StandardOutput.write(
        console, StandardCharsets.UTF_8, out -> out.write(script.replace("\r\n", "\n")));
    return ExitCode.OK;
  }

  private static void withValues(CommandSpec command) {
    for (OptionSpec option : new ArrayList<>(command.options())) {
      Iterable<String> values = VALUES.get(option.longestName());
      if (values != null) {
        command.remove(option);
        command.addOption(OptionSpec.builder(option).completionCandidates(values).build());
      }
    }
    Iterable<String> words = WORDS.get(command.name());
    for (PositionalParamSpec parameter : new ArrayList<>(command.positionalParameters())) {
      if (words != null) {
        command.remove(parameter);
        command.addPositional(
            PositionalParamSpec.builder(parameter).completionCandidates(words).build());
      }
    }
  }
}
