package dev.gradaudit.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of an audit found.
 *
 * @param control what became of the positive control at each site; empty when it was not asked for
 * @param accuracy null when it was not asked for or could not be computed
 * @param engines the other engines that the audited one was compared with
 * @param statistics of each gradient that varies over the runs with the data of the baseline; empty
 *     when they were not asked for
 */
public record ProbeResults(
    List<ControlledSite> control,
    @Nullable Accuracy accuracy,
    List<GradientStatistics> statistics,
    List<EngineComparison> engines) {
  public static final ProbeResults NONE = new ProbeResults(List.of(), null, List.of(), List.of());

  public ProbeResults {
    control = List.copyOf(control);
    statistics = List.copyOf(statistics);
    engines = List.copyOf(engines);
  }
}
