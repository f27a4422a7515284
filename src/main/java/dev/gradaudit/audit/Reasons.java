package dev.gradaudit.audit;

import static dev.gradaudit.audit.Wording.count;

import dev.gradaudit.audit.Degeneracy.Kind;
import dev.gradaudit.audit.Observations.SeedFacts;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.reduction.Order;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in one sentence each why a verdict is what it is. */
final class Reasons {
  private final AuditOptions options;

  Reasons(AuditOptions options) {
    this.options = options;
  }

  /**
   * @param baseline null when no run was finished
   */
  String along(AxisStatistics seen, Verdict verdict, @Nullable SeedFacts baseline) {
    return switch (verdict) {
      case PROVEN -> "no order can change any sum that the gradients depend on";
      case IDENTICAL -> identical(seen);
      case DIFFERS -> differs(seen);
      case OUT_OF_BOUND -> outOfBound(seen);
      case INCONCLUSIVE -> inconclusive(seen, baseline);
    };
  }

  /**
   * @param seedsCompared how many seeds have verdicts to compare
   * @param changing an axis whose verdict is not the same for all; null when there is none
   */
  String alongSeedsWithOtherData(
      Verdict verdict, int seedsCompared, @Nullable Axis changing, @Nullable SeedFacts baseline) {
    String seeds = count(seedsCompared, "seed");
    return switch (verdict) {
      case PROVEN -> "data changes with the seed; proved for each of " + seeds;
      case IDENTICAL -> "data changes with the seed; the same verdicts for " + seeds;
      default ->
          changing != null && verdict == Verdict.DIFFERS
              ? "data changes with the seed, and so does the verdict along " + changing.label()
              : baseline != null && baseline.degeneracy().inconclusive()
                  ? degenerate(baseline.degeneracy())
                  : "data changes with the seed; fewer than two seeds have a verdict to compare";
    };
  }

  private String identical(AxisStatistics seen) {
    if (seen.axis() == Axis.REPEAT) {
      return seen.groups() == 1
          ? count(seen.runs(), "run") + ", one result"
          : count(seen.groups(), "configuration") + ", " + runsEach(seen) + ", one result each";
    }
    return values(seen) + (seen.groups() == 1 ? ", one result" : ", one result in each");
  }

  private String differs(AxisStatistics seen) {
    Comparison worst = seen.worst();
    if (worst == null) {
      throw new IllegalArgumentException("nothing differs along " + seen.axis());
    }
    String racing = seen.axis() == Axis.REPEAT || seen.axis() == Axis.SEED ? "" : racingOrders();
    return results(seen)
        + " in "
        + (seen.axis() == Axis.REPEAT ? runsEach(seen) : values(seen))
        + "; "
        + Wording.apart(worst.difference())
        + " at "
        + Wording.element(worst)
        + (racing.isEmpty() ? "" : "; may stem from the race of " + racing);
  }

  private static String outOfBound(AxisStatistics seen) {
    Comparison refutation = seen.refutation();
    if (refutation != null) {
      return "proved the same in every order, and yet "
          + Wording.apart(refutation.difference())
          + " at "
          + Wording.element(refutation);
    }
    Escape escape = seen.escape();
    return escape == null
        ? "further apart than any order can explain"
        : Wording.element(escape.gradient(), escape.index())
            + " lies outside of what any order can give";
  }

  private String inconclusive(AxisStatistics seen, @Nullable SeedFacts baseline) {
    if (baseline == null) {
      return "no run was finished";
    }
    if (baseline.degeneracy().inconclusive()) {
      return degenerate(baseline.degeneracy());
    }
    int values = options.values().count(seen.axis());
    String one =
        seen.axis() == Axis.REPEAT
            ? "a single run of each configuration"
            : "a single " + Wording.valueOf(seen.axis());
    return values == 1
        ? "nothing to compare: " + one
        : "nothing was compared before the audit ended";
  }

  private static String degenerate(Degeneracy degeneracy) {
    List<String> undefined = degeneracy.names(Kind.ALL_NAN);
    if (!undefined.isEmpty()) {
      return "every element of " + String.join(", ", undefined) + " is NaN";
    }
    int all = degeneracy.gradients().size();
    if (degeneracy.names(Kind.MISSING).size() == all) {
      return "the loss has no gradient for any tensor";
    }
    return degeneracy.names(Kind.ALL_ZERO).size() == all
        ? "every element of every gradient is 0"
        : "every gradient is missing, empty or 0";
  }

  private static String results(AxisStatistics seen) {
    return seen.distinct() >= DistinctResults.LIMIT
        ? "at least " + DistinctResults.LIMIT + " results"
        : (seen.groups() > 1 ? "up to " : "") + count(seen.distinct(), "result");
  }

  /** {@code 6 orders}, or {@code 9 groups of 6 orders}. */
  private String values(AxisStatistics seen) {
    String value = Wording.valueOf(seen.axis());
    return seen.groups() == 1
        ? count(seen.runs(), value)
        : count(seen.groups(), "group") + " of " + perGroup(seen, value);
  }

  /** {@code 5 runs each}; without the last word when there is one configuration. */
  private String runsEach(AxisStatistics seen) {
    return seen.groups() == 1 ? count(seen.runs(), "run") : perGroup(seen, "run") + " each";
  }

  private String perGroup(AxisStatistics seen, String value) {
    int planned = options.values().count(seen.axis());
    // An audit that ended early leaves the last groups smaller.
    boolean even = (long) seen.groups() * planned == seen.runs();
    return (even ? "" : "up to ") + count(planned, value);
  }

  /** The orders of the plan whose equal runs may differ, joined by commas. */
  private String racingOrders() {
    return options.values().orders().stream()
        .filter(Order::races)
        .map(Order::name)
        .collect(Collectors.joining(", "));
  }
}
