package dev.gradaudit.history;

import dev.gradaudit.audit.Verdict;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.history.Change.Kind;
import dev.gradaudit.history.RecordedAudit.Entry;
import dev.gradaudit.history.RecordedAudit.Outcome;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has changed from one audit to another. */
public final class Changes {
  /** A shorter time, or a smaller change of it, is noise. */
  private static final double LEAST_SECONDS = 0.5;

  private static final double LEAST_RATIO = 1.5;

  private final RecordedAudit before;
  private final RecordedAudit after;
  private final List<Change> all = new ArrayList<>();

  private Changes(RecordedAudit before, RecordedAudit after) {
    this.before = before;
    this.after = after;
  }

  /** All changes, scenario by scenario in the sequence of the later audit. */
  public static List<Change> between(RecordedAudit before, RecordedAudit after) {
    Changes changes = new Changes(before, after);
    changes.find();
    return changes.all;
  }

  /** The changes of one scenario that both have. */
  static List<Change> of(RecordedAudit before, Entry was, RecordedAudit after, Entry is) {
    Changes changes = new Changes(before, after);
    changes.compare(was, is);
    return changes.all;
  }

  private void find() {
    if (!before.toolVersion().equals(after.toolVersion())) {
      add(
          Kind.CHANGED,
          "",
          null,
          "made by gradaudit " + before.toolVersion() + " and by " + after.toolVersion(),
          false);
    }
    if (!after.complete()) {
      add(Kind.CHANGED, "", null, "the later audit is not complete", true);
    }
    for (Entry is : after.scenarios()) {
      Entry was = before.scenario(is.name(), is.file()).orElse(null);
      if (was == null) {
        add(Kind.NEW, is.name(), null, "a new scenario: " + verdicts(is), fails(is));
      } else {
        compare(was, is);
      }
    }
    for (Entry was : before.scenarios()) {
      if (after.scenario(was.name(), was.file()).isEmpty()) {
        add(Kind.GONE, was.name(), null, "the scenario is no longer audited", false);
      }
    }
    if (after.scenarios().stream()
        .allMatch(is -> before.scenario(is.name(), is.file()).isEmpty())) {
      add(Kind.CHANGED, "", null, "no scenario in common, so that nothing was compared", true);
    }
  }

  private static String verdicts(Entry entry) {
    List<String> words = new ArrayList<>();
    entry.verdicts().forEach((axis, outcome) -> words.add(axis + " " + word(outcome)));
    return String.join(", ", words);
  }

  private static boolean fails(Entry entry) {
    return entry.verdicts().values().stream().anyMatch(outcome -> !outcome.holds());
  }

  private void compare(Entry was, Entry is) {
    boolean same = was.sha256().equals(is.sha256());
    if (!same) {
      add(
          Kind.CHANGED,
          is.name(),
          null,
          "the scenario's files have changed, so that its results are not compared",
          true);
    }
    Set<String> axes = new LinkedHashSet<>(was.verdicts().keySet());
    axes.addAll(is.verdicts().keySet());
    for (String axis : axes) {
      axis(is.name(), axis, was.verdicts().get(axis), is.verdicts().get(axis));
    }
    if (same && was.engine().equals(is.engine())) {
      results(was, is);
    } else if (same) {
      add(
          Kind.CHANGED,
          is.name(),
          null,
          "run by " + was.engine() + " and by " + is.engine() + "; results are not compared",
          true);
    }
    time(was, is);
  }

  private void axis(String name, String axis, @Nullable Outcome was, @Nullable Outcome is) {
    if (is == null) {
      add(Kind.GONE, name, axis, "no longer audited", false);
      return;
    }
    if (was == null) {
      if (is.differs()) {
        add(Kind.NEW, name, axis, "not audited before: " + word(is), !is.holds());
      }
      return;
    }
    boolean worse =
        is.differs()
            && (!was.differs()
                || Long.compareUnsigned(is.maxUlp(), was.maxUlp()) > 0
                || is.verdict() == Verdict.OUT_OF_BOUND && was.verdict() == Verdict.DIFFERS);
    boolean lost = was.holds() && !is.holds();
    if (worse || lost) {
      String message =
          word(was).equals(word(is))
              ? word(is) + " as before, but what is expected now does not hold"
              : word(was) + " before, now " + word(is);
      add(Kind.NEW, name, axis, message, true);
    } else if (was.differs() && !is.differs()) {
      boolean unknown = is.verdict() == Verdict.INCONCLUSIVE;
      add(
          unknown ? Kind.NEW : Kind.FIXED,
          name,
          axis,
          word(was) + " before, now " + word(is),
          unknown);
    } else if (is.differs()) {
      boolean better = Long.compareUnsigned(is.maxUlp(), was.maxUlp()) < 0;
      add(
          Kind.KNOWN,
          name,
          axis,
          better ? word(was) + " before, now " + word(is) : word(is) + ", as before",
          false);
    }
  }

  private static String word(Outcome outcome) {
    return outcome.verdict().name().replace('_', ' ')
        + (outcome.differs() ? " by " + ulps(outcome.maxUlp()) : "");
  }

  private static String ulps(long unsigned) {
    return Long.toUnsignedString(unsigned) + (unsigned == 1 ? " ULP" : " ULPs");
  }

  private void results(Entry was, Entry is) {
    if (is.results().keySet().stream().noneMatch(was.results()::containsKey)) {
      add(
          Kind.CHANGED,
          is.name(),
          null,
          "no configuration in common, so that no result was compared; before "
              + configurations(was)
              + ", now "
              + configurations(is),
          true);
      return;
    }
    List<String> missing = new ArrayList<>(was.results().keySet());
    missing.removeAll(is.results().keySet());
    List<String> added = new ArrayList<>(is.results().keySet());
    added.removeAll(was.results().keySet());
    if (!missing.isEmpty()) {
      add(Kind.GONE, is.name(), null, some(missing, "not run"), false);
    }
    if (!added.isEmpty()) {
      add(Kind.NEW, is.name(), null, some(added, "run for the first time"), false);
    }
    Set<String> gradients = new LinkedHashSet<>();
    was.results().values().forEach(result -> gradients.addAll(result.keySet()));
    is.results().values().forEach(result -> gradients.addAll(result.keySet()));
    for (String gradient : gradients) {
      gradient(was, is, gradient);
    }
  }

  private static String configurations(Entry entry) {
    int count = entry.results().size();
    return count == 0
        ? "none"
        : count + (count == 1 ? ": " : ", such as ") + entry.results().keySet().iterator().next();
  }

  private static String some(List<String> configurations, String what) {
    return configurations.size() == 1
        ? "the configuration " + configurations.get(0) + " is " + what
        : configurations.size()
            + " configurations are "
            + what
            + ", the first of them with "
            + configurations.get(0);
  }

  private void gradient(Entry was, Entry is, String gradient) {
    int compared = 0;
    List<String> other = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> result : is.results().entrySet()) {
      Map<String, String> old = was.results().get(result.getKey());
      if (old != null) {
        compared++;
        if (!old.getOrDefault(gradient, "none")
            .equals(result.getValue().getOrDefault(gradient, "none"))) {
          other.add(result.getKey());
        }
      }
    }
    if (!other.isEmpty()) {
      add(
          Kind.CHANGED,
          is.name(),
          before.machine().equals(after.machine()) ? null : "host",
          gradient
              + " has other bits in "
              + other.size()
              + " of "
              + compared
              + (compared == 1 ? " configuration" : " configurations")
              + ", such as "
              + other.get(0)
              + distance(was, is, gradient)
              + (before.machine().equals(after.machine())
                  ? ""
                  : "; then on " + before.machine() + ", now on " + after.machine()),
          true);
    }
  }

  private static String distance(Entry was, Entry is, String gradient) {
    Tensor old = was.gradients().get(gradient);
    Tensor now = is.gradients().get(gradient);
    if (old == null
        || now == null
        || old.dtype() != now.dtype()
        || !old.shape().equals(now.shape())) {
      return "";
    }
    Difference difference = TensorComparison.compare(old, now);
    return difference.identical()
        ? ""
        : ", by up to " + ulps(difference.maxUlp()) + " in the first configuration";
  }

  private void time(Entry was, Entry is) {
    double longer = Math.max(was.seconds(), is.seconds());
    double shorter = Math.min(was.seconds(), is.seconds());
    if (longer >= LEAST_SECONDS && longer >= LEAST_RATIO * shorter) {
      add(
          Kind.TIME,
          is.name(),
          null,
          String.format(Locale.ROOT, "took %.1f s before, now %.1f s", was.seconds(), is.seconds()),
          false);
    }
  }

  private void add(
      Kind kind, String scenario, @Nullable String axis, String message, boolean regression) {
    all.add(new Change(kind, scenario, axis, message, regression));
  }
}
