package dev.gradaudit.audit;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.scenario.Scenario;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What to run of a scenario and what to demand of it.
 *
 * @param values of the axes
 * @param expectations what the scenario or the user states; an axis that is left out has its
 *     default. An axis that is stated is judged even when it has a single value
 * @param strict demands identical bits along every axis, whatever the expectations say
 * @param failOnVacuous whether an axis fails that only exact data made identical
 * @param detectAnomaly name the operations that made a NaN or an infinity
 * @param includeGradients keep the gradients of the baseline for the report
 * @param probes what to look into beyond the comparisons
 * @param confidence of what is inferred from runs that were observed, above 0 and below 1
 * @param cancelled asked before and during each run; the audit ends early once it is true
 */
public record AuditOptions(
    AxisValues values,
    Map<Axis, Expectation> expectations,
    boolean strict,
    boolean failOnVacuous,
    PlanMode planMode,
    boolean detectAnomaly,
    boolean includeGradients,
    Set<Probe> probes,
    double confidence,
    BooleanSupplier cancelled) {
  /** What is usual. */
  public static final double DEFAULT_CONFIDENCE = 0.95;

  public AuditOptions {
    expectations = Map.copyOf(expectations);
    probes = Set.copyOf(probes);
  }

  /** What the scenario itself asks for, and nothing more. */
  public static AuditOptions of(Scenario scenario) {
    return new AuditOptions(
        scenario.audit(),
        scenario.expectations(),
        false,
        false,
        PlanMode.FULL_PRODUCT,
        false,
        false,
        Set.of(),
        DEFAULT_CONFIDENCE,
        () -> false);
  }

  /** The expectations of a scenario with the user's put in their place. */
  public static Map<Axis, Expectation> merge(
      Map<Axis, Expectation> scenario, Map<Axis, Expectation> user) {
    Map<Axis, Expectation> merged = new EnumMap<>(Axis.class);
    merged.putAll(scenario);
    merged.putAll(user);
    return merged;
  }

  /** The same with further demands, which take the place of those that there are. */
  public AuditOptions withExpectations(Map<Axis, Expectation> more) {
    return new AuditOptions(
        values,
        merge(expectations, more),
        strict,
        failOnVacuous,
        planMode,
        detectAnomaly,
        includeGradients,
        probes,
        confidence,
        cancelled);
  }

  /** What is run. */
  public Plan plan() {
    return new Plan(values, planMode);
  }

  Expectation expectation(Axis axis) {
    if (strict) {
      return new Expectation.Bitwise();
    }
    Expectation stated = expectations.get(axis);
    return stated == null ? Expectation.defaultFor(axis) : stated;
  }

  boolean judges(Axis axis) {
    return axis == Axis.REPEAT || values.count(axis) > 1 || expectations.containsKey(axis);
  }
}
