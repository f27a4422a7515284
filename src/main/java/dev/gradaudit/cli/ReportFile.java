package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.ReportFormat;
import dev.gradaudit.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A report that goes to a file: {@code --report FORMAT=PATH}. */
record ReportFile(ReportFormat format, OutputFile file) {
  static List<ReportFile> parse(String option, List<String> texts) throws CommandException {
    List<ReportFile> files = new ArrayList<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw CommandException.usage(
            option + ": '" + text + "' has no '='; write for example json=report.json");
      }
      ReportFormat format = OptionValues.format(option, text.substring(0, equals));
      String path = text.substring(equals + 1);
      if (path.isEmpty() || path.equals("-")) {
        throw CommandException.usage(
            option + ": '" + text + "' names no file; --format is for standard output");
      }
      OutputFile file = OutputFile.at(path);
      if (StandardOutput.isFile(file.path())) {
        throw CommandException.usage(
            option + ": '" + path + "' is standard output already; --format is for that");
      }
      if (files.stream().anyMatch(other -> other.file().path().equals(file.path()))) {
        throw CommandException.usage(option + ": the file '" + path + "' is given twice");
      }
      files.add(new ReportFile(format, file));
    }
    return files;
  }

  /** Refuses to write over a scenario that is about to be audited. */
  static void requireDistinctFrom(List<ReportFile> files, List<Scenario> scenarios)
      throws CommandException {
    for (Scenario scenario : scenarios) {
      for (ReportFile file : files) {
        try {
          if (NamedPath.real(Path.of(scenario.file())).equals(file.file().path())) {
            throw CommandException.usage(
                "--report: '" + scenario.file() + "' is a scenario; it would be overwritten");
          }
        } catch (IOException e) {
          // The scenario has gone since it was read: nothing to overwrite.
        }
      }
    }
  }

  void write(AuditReport report) throws CommandException {
    RenderOptions options = RenderOptions.plain(Version.ofTool());
    file.write(out -> format.renderer().render(report, options, out));
  }
}
