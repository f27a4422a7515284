package dev.gradaudit.audit.shrink;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.scenario.ScenarioDraft;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a search for the smallest scenario came to. */
public final class Shrunk {
  /** Equal runs are compared too, or nothing would be known of them. */
  private static final int RUNS = 2;

  private final Candidate candidate;
  private final Measures before;
  private final Measures after;
  private final int evaluations;
  private final boolean complete;

  Shrunk(Candidate candidate, Measures before, Measures after, int evaluations, boolean complete) {
    this.candidate = candidate;
    this.before = before;
    this.after = after;
    this.evaluations = evaluations;
    this.complete = complete;
  }

  public Measures before() {
    return before;
  }

  public Measures after() {
    return after;
  }

  /** How many candidates were run. */
  public int evaluations() {
    return evaluations;
  }

  /** Whether nothing more could be left out; false when the search was ended early. */
  public boolean complete() {
    return complete;
  }

  /**
   * The scenario. Its audit runs the two configurations, and those between them where they differ
   * along several axes, and expects identical bits: it fails as long as the difference is there.
   *
   * @param comment lines to begin the file with
   */
  public ScenarioDraft draft(List<String> comment, String name, String description) {
    List<String> statements = candidate.statements();
    return new ScenarioDraft(
        comment,
        name,
        description,
        candidate.tensors(),
        statements,
        isAssignedLast() ? null : candidate.loss(),
        candidate.cotangent(),
        values(),
        expectations());
  }

  private boolean isAssignedLast() {
    @Nullable String last = null;
    for (String statement : candidate.statements()) {
      last = statement;
    }
    return last != null && last.startsWith(candidate.loss() + " =");
  }

  private AxisValues values() {
    Configuration from = candidate.from();
    Configuration to = candidate.to();
    return new AxisValues(
        RUNS,
        both(from.seed(), to.seed()),
        both(from.threads(), to.threads()),
        from.order().name().equals(to.order().name())
            ? List.of(from.order())
            : List.of(from.order(), to.order()));
  }

  private static <T> List<T> both(T one, T other) {
    return one.equals(other) ? List.of(one) : List.of(one, other);
  }

  private Map<Axis, Expectation> expectations() {
    Map<Axis, Expectation> expectations = new EnumMap<>(Axis.class);
    for (Axis axis : axes()) {
      expectations.put(axis, new Expectation.Bitwise());
    }
    return expectations;
  }

  /** The axes along which the two configurations differ. */
  public List<Axis> axes() {
    AxisValues values = values();
    List<Axis> axes = new ArrayList<>();
    for (Axis axis : List.of(Axis.SEED, Axis.THREADS, Axis.ORDER)) {
      if (values.count(axis) > 1) {
        axes.add(axis);
      }
    }
    return axes;
  }
}
