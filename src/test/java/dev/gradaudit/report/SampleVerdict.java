package dev.gradaudit.report;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import org.jspecify.annotations.Nullable;

/** A verdict with made-up figures. */
record SampleVerdict(
    Axis axis, Verdict verdict, Expectation expectation, boolean holds, String reason) {
  AxisVerdict verdict(
      int distinct,
      long maxUlp,
      int varying,
      @Nullable Double probability,
      @Nullable Comparison worst) {
    int nonFinite = worst == null ? 0 : Math.toIntExact(worst.difference().nonFiniteTotal());
    return new AxisVerdict(
        axis,
        verdict,
        expectation,
        holds,
        reason,
        verdict == Verdict.PROVEN,
        true,
        40,
        8,
        distinct,
        90,
        40,
        varying,
        maxUlp,
        maxUlp / 3.0,
        nonFinite,
        probability,
        verdict == Verdict.DIFFERS ? 31000.4 : null,
        worst);
  }

  AxisVerdict asVerdicts() {
    return new AxisVerdict(
        axis,
        verdict,
        expectation,
        holds,
        reason,
        false,
        false,
        40,
        8,
        1,
        0,
        40,
        0,
        0,
        0,
        0,
        null,
        null,
        null);
  }
}
