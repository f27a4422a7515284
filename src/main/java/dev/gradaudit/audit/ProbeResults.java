package dev.gradaudit.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of an audit found.
 *
 * @param control what became of the positive control at each site; empty when it was not asked for
 * @param accuracy null when it was not asked for or could not be computed
 */
public record ProbeResults(List<ControlledSite> control, @Nullable Accuracy accuracy) {
  public static final ProbeResults NONE = new ProbeResults(List.of(), null);

  public ProbeResults {
    control = List.copyOf(control);
  }
}
