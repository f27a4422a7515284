package dev.gradaudit.cli;

/** When output is coloured. */
enum ColorMode {
  AUTO,
  ALWAYS,
  NEVER;

  /**
   * Whether to colour standard output. The option decides; then {@code NO_COLOR}, then {@code
   * CLICOLOR_FORCE}; then whether it is a terminal that knows colours.
   */
  boolean colors(Console console) {
    if (this != AUTO) {
      return this == ALWAYS;
    }
    if (!console.variable("NO_COLOR").isEmpty()) {
      return false;
    }
    String force = console.variable("CLICOLOR_FORCE");
    if (!force.isEmpty() && !force.equals("0")) {
      return true;
    }
    return console.outIsTerminal() && !console.variable("TERM").equals("dumb");
  }
}
