package dev.gradaudit.cli;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Host;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.history.Baseline;
import dev.gradaudit.history.RecordException;
import dev.gradaudit.history.RecordedAudit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option about what an audit is held against. */
final class BaselineOption {
  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Hold the results against those that 'gradaudit baseline write' has kept, and fail only on"
              + " what is new or changed.")
  private @Nullable String file;

  /** Null where there is none. */
  @Nullable Baseline read() throws CommandException {
    return file == null ? null : read(file);
  }

  static Baseline read(String file) throws CommandException {
    try {
      Path path = NamedPath.of(file);
      return Baseline.read(path);
    } catch (RecordException e) {
      throw CommandException.usage(e.text());
    } catch (IOException e) {
      throw CommandException.usage("cannot read '" + file + "': " + OutputFile.reason(e));
    }
  }

  /** A report with what has changed since a baseline. */
  static AuditReport check(AuditReport report, Baseline baseline, Console console) {
    RecordedAudit now = recorded(report, console);
    List<ScenarioReport> checked =
        report.scenarios().stream().map(scenario -> baseline.check(scenario, now)).toList();
    for (String name : baseline.gone(report.scenarios())) {
      console.say("the baseline has the scenario '" + name + "', whose file is gone");
    }
    return new AuditReport(report.complete(), report.environment(), report.timing(), checked);
  }

  /** What is to be kept of a report that was made here. */
  static RecordedAudit recorded(AuditReport report, Console console) {
    Host host = Host.current("", console.environment());
    // Not its name, which changes from container to container.
    String machine = host.processor() + ", " + host.arch() + ", Java " + host.javaVersion();
    return RecordedAudit.of(report, Version.ofTool(), machine);
  }
}
