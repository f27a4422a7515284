package dev.gradaudit.cli;

import picocli.CommandLine.Option;

/** The option about what a scenario may read besides itself. */
final class FileAccess {
  @Option(
      names = "--allow-outside-files",
      description = "Let scenarios read tensor files outside of their folder.")
  private boolean anywhere;

  boolean anywhere() {
    return anywhere;
  }
}
