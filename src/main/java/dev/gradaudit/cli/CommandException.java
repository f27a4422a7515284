package dev.gradaudit.cli;

/** Ends a command with a message for the user and an exit code. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  private CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The command line is wrong. One line that names the option. */
  static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  /** Something failed that is not the user's mistake: a file, an engine. */
  static CommandException failure(String message) {
    return new CommandException(ExitCode.ERROR, message);
  }

  static CommandException nothingSelected(String message) {
    return new CommandException(ExitCode.NOTHING_SELECTED, message);
  }

  int exitCode() {
    return exitCode;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
