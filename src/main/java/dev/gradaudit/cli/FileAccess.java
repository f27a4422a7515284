package dev.gradaudit.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option about what a scenario may read besides itself. */
final class FileAccess {
  @Option(
      names = "--allow-outside-files",
      description = "Let scenarios read tensor files outside of their folder.")
  private boolean anywhere;

  @Option(
      names = "--where",
      paramLabel = "VAR=VALUE",
      description = {
        "Only scenarios whose matrix has this value; repeatable: several values of a variable are"
            + " alternatives."
      })
  private List<String> where = new ArrayList<>();

  boolean anywhere() {
    return anywhere;
  }

  /** Which combinations of matrices are meant. */
  MatrixChoice matrixChoice() throws CommandException {
    return MatrixChoice.of(where);
  }
}
