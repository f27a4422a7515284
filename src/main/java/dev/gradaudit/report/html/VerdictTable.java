package dev.gradaudit.report.html;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.VerdictText;
import java.util.List;

/** The answer along each axis, with what it rests on. */
final class VerdictTable {
  private VerdictTable() {}

  static Element of(ScenarioReport scenario) {
    if (scenario.verdicts().isEmpty()) {
      return Element.of("p", "empty").text("There is no verdict: nothing was compared.");
    }
    List<Element> rows =
        scenario.verdicts().stream()
            .map(verdict -> row(new VerdictText(verdict, scenario.plan().confidence())))
            .toList();
    return Tables.scrolling(
        "Verdicts",
        Tables.table(
                "verdicts",
                "Verdict along each axis, the other axes held fixed",
                List.of(
                    Tables.Column.fixed("axis"),
                    Tables.Column.fixed("verdict"),
                    Tables.Column.fixed("expected"),
                    Tables.Column.fixed("expectation"),
                    Tables.Column.fixed("evidence")),
                rows)
            .stackable());
  }

  private static Element row(VerdictText text) {
    AxisVerdict verdict = text.verdict();
    Element evidence = Element.of("td").text(text.evidence());
    String aside = aside(text);
    if (!aside.isEmpty()) {
      evidence.text(" ").add(Element.of("small").text(aside));
    }
    return Element.of("tr")
        .add(Tables.rowHead(verdict.axis().label()))
        .add(Element.of("td").add(Chips.verdict(verdict.verdict())))
        .add(Tables.cell(text.expected()))
        .add(Element.of("td").add(Chips.outcome(verdict)))
        .add(evidence);
  }

  /** What the evidence leaves out to stay short. */
  private static String aside(VerdictText text) {
    AxisVerdict verdict = text.verdict();
    boolean said =
        verdict.verdict() == Verdict.PROVEN
            || verdict.reason().isEmpty()
            || text.evidence().endsWith(verdict.reason());
    String reason = said ? "" : verdict.reason() + ".";
    if (text.differs() && verdict.boundUlp() != null) {
      reason +=
          (reason.isEmpty() ? "" : " ")
              + "Proved: no two orders are more than "
              + Figures.bound(verdict.boundUlp())
              + " ULPs apart.";
    }
    return reason;
  }
}
