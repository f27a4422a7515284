package dev.gradaudit.cli;

import picocli.CommandLine.Command;

/** {@code gradaudit} itself: everything is in the commands. */
@Command(
    name = "gradaudit",
    header = "Audits gradients for nondeterminism.",
    description = {
      "Does it happen here, how far apart are they, what causes it, can it be proved that it cannot"
          + " happen?",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin with:  gradaudit run scenarios/linear.json",
      "Options of a command:  gradaudit help COMMAND"
    })
final class RootCommand {}
