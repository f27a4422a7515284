package dev.gradaudit.history;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.ScenarioReport.ConfigurationResult;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an audit to compare another one with.
 *
 * @param machine where it ran, in words
 */
public record RecordedAudit(
    String toolVersion, String machine, boolean complete, List<Entry> scenarios) {
  /** Half of a SHA-256 tells results apart as well. */
  static final int DIGITS = 32;

  public RecordedAudit {
    scenarios = List.copyOf(scenarios);
  }

  /**
   * A scenario.
   *
   * @param sha256 of its files
   * @param verdicts by axis
   * @param results for each configuration, as {@link #key} spells it, the fingerprint of each
   *     gradient of its first run; 32 hex digits, or empty for a missing gradient
   * @param gradients of the first configuration, where they were kept
   * @param seconds how long it took; NaN where that was not kept
   */
  public record Entry(
      String name,
      String file,
      String sha256,
      String engine,
      Map<String, Outcome> verdicts,
      Map<String, Map<String, String>> results,
      Map<String, Tensor> gradients,
      double seconds) {
    public Entry {
      verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
      results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
      gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
    }
  }

  /**
   * A verdict along an axis.
   *
   * @param maxUlp unsigned
   */
  public record Outcome(Verdict verdict, boolean holds, long maxUlp) {
    boolean differs() {
      return verdict == Verdict.DIFFERS || verdict == Verdict.OUT_OF_BOUND;
    }
  }

  /** The scenario of that name; of several, the one of that file. */
  Optional<Entry> scenario(String name, String file) {
    List<Entry> named = scenarios.stream().filter(entry -> entry.name().equals(name)).toList();
    return named.size() < 2
        ? named.stream().findFirst()
        : named.stream().filter(entry -> entry.file().equals(file)).findFirst();
  }

  /** What is to be kept of a report. */
  public static RecordedAudit of(AuditReport report, String toolVersion, String machine) {
    return new RecordedAudit(
        toolVersion,
        machine,
        report.complete(),
        report.scenarios().stream().map(RecordedAudit::entry).toList());
  }

  static Entry entry(ScenarioReport scenario) {
    Map<String, Outcome> verdicts = new LinkedHashMap<>();
    for (AxisVerdict verdict : scenario.verdicts()) {
      verdicts.put(
          verdict.axis().label(),
          new Outcome(verdict.verdict(), verdict.holds(), verdict.maxUlp()));
    }
    Map<String, Map<String, String>> results = new LinkedHashMap<>();
    for (ConfigurationResult result : scenario.configurations()) {
      Map<String, String> fingerprints = new LinkedHashMap<>();
      result
          .fingerprints()
          .forEach((name, fingerprint) -> fingerprints.put(name, shortened(fingerprint)));
      results.put(key(result.configuration()), fingerprints);
    }
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    scenario
        .gradients()
        .forEach(
            (name, gradient) -> {
              if (gradient != null) {
                gradients.put(name, gradient);
              }
            });
    return new Entry(
        scenario.name(),
        scenario.file(),
        scenario.sha256(),
        scenario.plan().engine(),
        verdicts,
        results,
        gradients,
        scenario.seconds());
  }

  static String shortened(@Nullable String fingerprint) {
    return fingerprint == null
        ? ""
        : fingerprint.substring(0, Math.min(DIGITS, fingerprint.length()));
  }

  /** A configuration in words: {@code seed 0, threads 1, order sequential}. */
  static String key(Configuration configuration) {
    return key(
        configuration.seed(),
        configuration.threads(),
        configuration.order().name(),
        configuration.capability());
  }

  static String key(long seed, int threads, String order, String capability) {
    return "seed "
        + seed
        + ", threads "
        + threads
        + ", order "
        + order
        + (capability.isEmpty() ? "" : ", capability " + capability);
  }
}
