package dev.gradaudit.report;

/** What a stretch of text means to the reader. Colour repeats what the words say. */
enum Style {
  PLAIN(""),
  STRONG("1"),
  QUIET("2"),
  GOOD("32"),
  BAD("1;31"),
  DOUBTFUL("33"),
  NOTABLE("36");

  private final String parameters;

  Style(String parameters) {
    this.parameters = parameters;
  }

  /** The text between the ANSI sequences that switch this style on and off. */
  String apply(String text) {
    return this == PLAIN || text.isEmpty()
        ? text
        : "\u001b[" + parameters + "m" + text + "\u001b[0m";
  }
}
