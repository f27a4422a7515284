package dev.gradaudit.report.html;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.report.StatusText;
import dev.gradaudit.report.VerdictText;
import java.util.Locale;

/** Verdicts and outcomes as small labels: told apart by sign, word and outline, not by colour. */
final class Chips {
  private Chips() {}

  /** {@code ≠ DIFFERS}. */
  static Element verdict(Verdict verdict) {
    return chip(classes(verdict), sign(verdict), verdict.name().replace('_', ' '));
  }

  /** The verdict of an axis in a cell of an overview: {@code ≠ 12 ULPs}. */
  static Element cell(AxisVerdict verdict) {
    VerdictText text = new VerdictText(verdict);
    String failed = verdict.holds() ? "" : " fails";
    return chip(
        classes(verdict.verdict()) + failed,
        sign(verdict.verdict()),
        text.cell() + (verdict.holds() ? "" : " ✗"));
  }

  /** Whether the expectation along an axis holds; where there is none it cannot. */
  static Element outcome(AxisVerdict verdict) {
    if (!verdict.holds()) {
      return chip("outcome broken", "✗", "does not hold");
    }
    return verdict.expectation() instanceof Expectation.Report
        ? chip("outcome", "•", "only reported")
        : chip("outcome holds", "✓", "holds");
  }

  static Element status(ScenarioReport.Status status) {
    StatusText text = StatusText.of(status);
    return chip("status " + status.name().toLowerCase(Locale.ROOT), text.mark(true), text.word());
  }

  static String sign(Verdict verdict) {
    return switch (verdict) {
      case PROVEN -> "■";
      case IDENTICAL -> "=";
      case DIFFERS -> "≠";
      case OUT_OF_BOUND -> "‼";
      case INCONCLUSIVE -> "?";
    };
  }

  private static String classes(Verdict verdict) {
    return "verdict " + verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Element chip(String classes, String sign, String word) {
    return Element.of("span", "chip " + classes)
        .add(Element.of("span", "sign").with("aria-hidden", "true").text(sign))
        .text(" " + word);
  }
}
