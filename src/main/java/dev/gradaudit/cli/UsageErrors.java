package dev.gradaudit.cli;

import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what the parser of the command line complains of into one line. */
final class UsageErrors {
  private UsageErrors() {}

  static String describe(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String hint = "; see '" + command.getCommandSpec().qualifiedName() + " --help'";
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(command, unmatched.getUnmatched().get(0), hint);
    }
    // "help NAME" complains in its own words of a command that it does not know.
    if (!command.getSubcommands().isEmpty() && e.getArgSpec() == null && e.getValue() != null) {
      return unmatched(command, e.getValue(), hint);
    }
    if (e instanceof MissingParameterException missing && missing.getMissing().size() == 1) {
      boolean option = missing.getMissing().get(0).isOption();
      String label = missing.getMissing().get(0).paramLabel();
      String name = command.getCommandName();
      return option ? lowerFirst(message(e)) + hint : name + " needs " + noun(label) + hint;
    }
    return lowerFirst(message(e)) + hint;
  }

  private static String unmatched(CommandLine command, String argument, String hint) {
    boolean option = argument.startsWith("-") && argument.length() > 1;
    boolean root = !command.getSubcommands().isEmpty();
    List<String> known = new ArrayList<>();
    if (option) {
      String name =
          argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
      command.getCommandSpec().options().forEach(o -> known.addAll(List.of(o.names())));
      return "unknown option '" + name + "'" + advice(name, known, hint);
    }
    if (root) {
      known.addAll(command.getSubcommands().keySet());
      return "unknown command '" + argument + "'" + advice(argument, known, hint);
    }
    return "unexpected argument '" + argument + "'" + hint;
  }

  private static String advice(String word, List<String> known, String otherwise) {
    return Suggestion.didYouMean(word, known).map(text -> "; " + text).orElse(otherwise);
  }

  /** A placeholder such as SCENARIO as a word; a choice of words as it is. */
  private static String noun(String label) {
    return label.matches("[A-Z]+") ? "a " + label.toLowerCase(Locale.ROOT) : label;
  }

  /** The first line; picocli lists several problems below each other. */
  private static String message(ParameterException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
