package dev.gradaudit.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Everything that renderers show.
 *
 * @param complete false when the audit was interrupted: some scenarios or runs are missing
 */
public record AuditReport(
    boolean complete, Environment environment, Timing timing, List<ScenarioReport> scenarios) {
  public AuditReport {
    scenarios = List.copyOf(scenarios);
  }

  /**
   * Where it ran; differs between machines.
   *
   * @param hosts whose runs were merged; none where everything ran here
   */
  public record Environment(
      String os, String arch, int processors, String javaVersion, String javaVm, List<Host> hosts) {
    public Environment {
      hosts = List.copyOf(hosts);
    }

    public Environment(String os, String arch, int processors, String javaVersion, String javaVm) {
      this(os, arch, processors, javaVersion, javaVm, List.of());
    }

    /** The same with the hosts whose runs were merged. */
    public Environment with(List<Host> merged) {
      return new Environment(os, arch, processors, javaVersion, javaVm, merged);
    }

    /** Where this process runs. */
    public static Environment current() {
      return new Environment(
          property("os.name") + " " + property("os.version"),
          property("os.arch"),
          Runtime.getRuntime().availableProcessors(),
          property("java.version"),
          property("java.vm.name") + " " + property("java.vm.version"));
    }

    private static String property(String name) {
      return System.getProperty(name, "unknown");
    }
  }

  /**
   * When and how long; differs between runs.
   *
   * @param startedAt in UTC, to the second, as ISO 8601
   */
  public record Timing(String startedAt, double seconds) {
    public static Timing of(Instant started, Duration elapsed) {
      return new Timing(
          started.truncatedTo(ChronoUnit.SECONDS).toString(), elapsed.toNanos() * 1e-9);
    }
  }
}
