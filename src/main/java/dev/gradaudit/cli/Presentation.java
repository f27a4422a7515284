package dev.gradaudit.cli;

import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.RenderOptions.Detail;
import picocli.CommandLine.Option;

/** The options about how much is shown and how. */
final class Presentation {
  @Option(
      names = {"-q", "--quiet"},
      description = "Show only what failed, and no progress.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show every scenario in full.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto (default), always or never; NO_COLOR and CLICOLOR_FORCE are heeded.")
  private String color = "auto";

  /** How to render for standard output. */
  RenderOptions options(Console console) throws CommandException {
    return new RenderOptions(
        Version.ofTool(),
        console.columns(),
        colorMode().colors(console),
        console.unicode(),
        detail());
  }

  Detail detail() throws CommandException {
    if (quiet && verbose) {
      throw CommandException.usage("-q and -v contradict each other");
    }
    return quiet ? Detail.QUIET : verbose ? Detail.VERBOSE : Detail.NORMAL;
  }

  ColorMode colorMode() throws CommandException {
    return OptionValues.choice("--color", "choice", color, ColorMode.class);
  }
}
