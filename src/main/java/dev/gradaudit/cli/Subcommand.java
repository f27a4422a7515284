package dev.gradaudit.cli;

/** A command of the command line, its options filled in. */
interface Subcommand {
  /** Does what it is for; returns the exit code. */
  int call() throws CommandException;
}
