package dev.gradaudit.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The page of a command for {@code man}, from the same texts as its help. */
@Command(
    name = "man",
    header = "Prints the manual page of a command, for man.",
    description = {
      "Written in the language of man pages:  gradaudit man run | man -l -",
      "To install them all:",
      "",
      "  for c in '' $(gradaudit man --names); do",
      "    gradaudit man $c > ~/.local/share/man/man1/gradaudit${c:+-$c}.1",
      "  done",
      ""
    })
final class ManCommand implements Subcommand {
  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "The command; gradaudit itself where it is left out.")
  private String command = "";

  @picocli.CommandLine.Option(names = "--names", description = "List the commands instead.")
  private boolean names;

  @Spec private CommandSpec spec = CommandSpec.create();

  ManCommand(Console console) {
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    CommandLine root = spec.parent().commandLine();
    List<String> all = new ArrayList<>(root.getSubcommands().keySet());
    if (names) {
      write(String.join("\n", all) + "\n");
      return ExitCode.OK;
    }
    CommandSpec chosen = spec.parent();
    if (!command.isEmpty()) {
      String name = OptionValues.choice("man", "command", command, all);
      chosen = Objects.requireNonNull(root.getSubcommands().get(name)).getCommandSpec();
    }
    write(page(chosen, all));
    return ExitCode.OK;
  }

  private void write(String text) throws CommandException {
    StandardOutput.write(console, StandardCharsets.UTF_8, out -> out.write(text));
  }

  private static String page(CommandSpec command, List<String> all) {
    boolean root = command.parent() == null;
    String name = root ? "gradaudit" : "gradaudit-" + command.name();
    StringBuilder page = new StringBuilder();
    page.append(".TH ").append(name.toUpperCase(Locale.ROOT)).append(" 1 \"\" \"gradaudit ");
    page.append(text(Version.ofTool())).append("\" \"gradaudit\"\n");
    String header = String.join(" ", command.usageMessage().header());
    page.append(".SH NAME\n").append(name).append(" \\- ").append(text(lowered(header)));
    page.append("\n.SH SYNOPSIS\n.nf\n");
    String synopsis =
        new CommandLine.Help(command, CommandLine.Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
    for (String line : synopsis.strip().split("\n")) {
      page.append(".B \"").append(text(line).replace("\"", "\\(dq")).append("\"\n");
    }
    page.append(".fi\n.SH DESCRIPTION\n");
    paragraphs(page, command.usageMessage().description());
    if (!command.positionalParameters().isEmpty() || !command.options().isEmpty()) {
      page.append(".SH OPTIONS\n");
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      entry(page, parameter.paramLabel(), parameter.description());
    }
    for (OptionSpec option : command.options()) {
      String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      entry(page, String.join(", ", option.names()) + value, option.description());
    }
    if (root) {
      page.append(".SH COMMANDS\n");
      for (CommandLine each : command.subcommands().values()) {
        entry(page, each.getCommandName(), each.getCommandSpec().usageMessage().header());
      }
    }
    page.append(".SH NOTES\n");
    paragraphs(page, command.usageMessage().footer());
    page.append(".SH SEE ALSO\n");
    List<String> others = new ArrayList<>();
    if (!root) {
      others.add("gradaudit");
    }
    all.stream()
        .filter(each -> !each.equals(command.name()))
        .forEach(each -> others.add("gradaudit-" + each));
    page.append(text(String.join("(1), ", others))).append("(1)\n");
    return page.toString();
  }

  private static String lowered(String sentence) {
    String bare = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return bare.isEmpty()
        ? bare
        : bare.substring(0, 1).toLowerCase(Locale.ROOT) + bare.substring(1);
  }

  private static void entry(StringBuilder page, String term, String[] description) {
    page.append(".TP\n.B \"").append(text(term).replace("\"", "\\(dq")).append("\"\n");
    page.append(text(String.join(" ", description))).append('\n');
  }

  /** A line that is indented is shown as it stands. */
  private static void paragraphs(StringBuilder page, String[] lines) {
    for (String line : lines) {
      if (line.isBlank()) {
        page.append(".PP\n");
      } else if (line.startsWith("  ")) {
        page.append(".nf\n").append(text(line)).append("\n.fi\n");
      } else {
        page.append(text(line)).append('\n');
      }
    }
  }

  /** No character of ours is an instruction to the formatter. */
  private static String text(String text) {
    StringBuilder safe = new StringBuilder();
    // picocli's own escapes for a percent sign.
    String plain = text.replace("%%", "%").replace("%n", " ");
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '\\' -> safe.append("\\e");
        case '-' -> safe.append("\\-");
        case '\'' -> safe.append("\\(aq");
        case '`' -> safe.append("\\(ga");
        case '~' -> safe.append("\\(ti");
        case '^' -> safe.append("\\(ha");
        case '.' -> safe.append(i == 0 ? "\\&." : ".");
        default -> {
          if (c < 0x80) {
            safe.append(c);
          } else {
            safe.append(String.format(Locale.ROOT, "\\[u%04X]", (int) c));
          }
        }
      }
    }
    return safe.toString();
  }
}
