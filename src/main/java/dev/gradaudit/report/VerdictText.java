package dev.gradaudit.report;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import java.util.List;

/**
 * A verdict in words. The first word of its evidence says on what it rests: {@code proved} for
 * every order, {@code observed} in the runs that were made, or {@code unknown}.
 */
public record VerdictText(AxisVerdict verdict, double confidence) {
  /** What need not be said. */
  private static final double USUAL = 0.95;

  /**
   * @param confidence of what is inferred from the runs; said where it is not the usual one
   */
  public VerdictText {}

  public VerdictText(AxisVerdict verdict) {
    this(verdict, USUAL);
  }

  public String mark(boolean unicode) {
    if (verdict.verdict() == Verdict.INCONCLUSIVE) {
      return "?";
    }
    if (!verdict.holds()) {
      return unicode ? "✗" : "x";
    }
    return differs() ? (unicode ? "•" : "*") : (unicode ? "✓" : "+");
  }

  Style style() {
    if (verdict.verdict() == Verdict.INCONCLUSIVE) {
      return Style.DOUBTFUL;
    }
    if (!verdict.holds()) {
      return Style.BAD;
    }
    return differs() ? Style.NOTABLE : Style.GOOD;
  }

  public String word() {
    return verdict.verdict().name().replace('_', ' ');
  }

  public String expected() {
    if (verdict.expectation() instanceof Expectation.MaxUlp limit) {
      return "≤ " + Figures.ulps(limit.ulps());
    }
    return verdict.expectation() instanceof Expectation.Bitwise ? "bitwise" : "report";
  }

  /** One phrase for a cell of a table of scenarios. */
  public String cell() {
    return switch (verdict.verdict()) {
      case PROVEN -> "proven";
      case IDENTICAL -> verdict.comparesGradients() ? "identical" : "same verdicts";
      case DIFFERS ->
          verdict.nonFinite() > 0
              ? "nan or inf"
              : verdict.comparesGradients() ? Figures.ulps(verdict.maxUlp()) : "verdicts vary";
      case OUT_OF_BOUND -> "out of bound";
      case INCONCLUSIVE -> "inconclusive";
    };
  }

  public String evidence() {
    return switch (verdict.verdict()) {
      case PROVEN -> "proved: no sum can round, in any order";
      case INCONCLUSIVE -> "unknown: " + verdict.reason();
      case IDENTICAL -> "observed: " + identical();
      case DIFFERS -> "observed: " + spread();
      case OUT_OF_BOUND -> "observed: " + verdict.reason();
    };
  }

  private String identical() {
    if (!verdict.comparesGradients() || verdict.probabilityMatch() == null) {
      return verdict.reason();
    }
    return Figures.count(verdict.runs(), "run")
        + ", 1 result, P(match) ≥ "
        + Figures.atLeast(verdict.probabilityMatch())
        + (confidence == USUAL ? "" : " at " + NumberText.of(confidence) + " confidence");
  }

  private String spread() {
    if (!verdict.comparesGradients()) {
      return verdict.reason();
    }
    String nonFinite =
        verdict.nonFinite() == 0 ? "" : ", " + verdict.nonFinite() + " against nan or inf";
    return Figures.count(verdict.distinct(), "result")
        + ", ≤ "
        + Figures.ulps(verdict.maxUlp())
        + nonFinite
        + ", "
        + verdict.elementsVarying()
        + "/"
        + verdict.elements()
        + " vary";
  }

  public boolean differs() {
    return verdict.verdict() == Verdict.DIFFERS || verdict.verdict() == Verdict.OUT_OF_BOUND;
  }

  /** The axes along which an expectation does not hold, as {@code repeat and order}. */
  public static String failedAxes(List<AxisVerdict> verdicts) {
    List<String> failed =
        verdicts.stream().filter(v -> !v.holds()).map(AxisVerdict::axis).map(Axis::label).toList();
    if (failed.size() < 2) {
      return String.join("", failed);
    }
    return String.join(", ", failed.subList(0, failed.size() - 1))
        + " and "
        + failed.get(failed.size() - 1);
  }
}
