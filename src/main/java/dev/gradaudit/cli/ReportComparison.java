package dev.gradaudit.cli;

import dev.gradaudit.history.Change;
import dev.gradaudit.history.Changes;
import dev.gradaudit.history.RecordException;
import dev.gradaudit.history.RecordedAudit;
import dev.gradaudit.history.ReportReader;
import dev.gradaudit.report.ChangesText;
import dev.gradaudit.report.RenderOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Two reports against each other. */
record ReportComparison(String from, String to) {
  /** Writes what has changed; returns the exit code. */
  int write(Path first, Path second, String format, RenderOptions options, Console console)
      throws CommandException {
    List<Change> changes;
    try {
      RecordedAudit before = ReportReader.read(first);
      RecordedAudit after = ReportReader.read(second);
      changes = Changes.between(before, after);
    } catch (RecordException e) {
      throw CommandException.usage(e.text());
    } catch (IOException e) {
      throw CommandException.failure("cannot compare: " + OutputFile.reason(e));
    }
    ChangesText text = new ChangesText(from, to, changes);
    if (format.equals("json")) {
      StandardOutput.write(console, StandardCharsets.UTF_8, text::writeJson);
    } else {
      StandardOutput.write(console, console.charset(), out -> text.writeTable(options, out));
    }
    return changes.stream().anyMatch(Change::regression) ? ExitCode.FAILED : ExitCode.OK;
  }
}
