package dev.gradaudit.report.html;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.report.Figures;

/** How to read the page, and what about it differs from run to run. */
final class Glossary {
  private Glossary() {}

  static Element of() {
    Element list = Element.of("dl", "glossary");
    for (Verdict verdict : Verdict.values()) {
      list.add(
          Element.of("div")
              .add(Element.of("dt").add(Chips.verdict(verdict)))
              .add(Element.of("dd").text(meaning(verdict))));
    }
    entry(list, "ULP", "Unit in the last place: neighbouring numbers of a dtype are 1 ULP apart.");
    entry(list, "axis", "What varies between runs while the mathematics stays the same.");
    entry(
        list,
        "sum",
        "A reduction site: one place, forward or backward, where terms are added. Its result can"
            + " depend on the order of the additions.");
    entry(
        list,
        "origin",
        "A sum that was given the same operands in two runs and gave another result.");
    entry(
        list,
        "condition",
        "The magnitudes of the terms, added, over the magnitude of the sum: how much cancels.");
    return Element.of("details", "more")
        .add(Element.of("summary").text("How to read this page"))
        .add(list);
  }

  private static void entry(Element list, String word, String meaning) {
    list.add(
        Element.of("div").add(Element.of("dt").text(word)).add(Element.of("dd").text(meaning)));
  }

  private static String meaning(Verdict verdict) {
    return switch (verdict) {
      case PROVEN ->
          "Proved: no sum that the gradients depend on can round, in any order. Such data cannot"
              + " reveal anything about an implementation either.";
      case IDENTICAL ->
          "Observed: so many runs, one result. With the confidence of the plan a further run"
              + " matches with probability P(match) or more.";
      case DIFFERS ->
          "Observed: more than one result. Where the engine can bound what any order can do, the"
              + " difference lies within it.";
      case OUT_OF_BOUND ->
          "Observed: further apart than any order of summation can explain: a bug, not rounding.";
      case INCONCLUSIVE ->
          "Unknown: nothing was compared, or the gradients are all zero, all NaN or missing."
              + " Never a pass.";
    };
  }

  /** All that differs between two reports of the same results, and nothing else does. */
  static Element circumstances(AuditReport report, String version) {
    AuditReport.Environment environment = report.environment();
    return Element.of("footer")
        .with("id", "environment")
        .add(
            Element.of("p")
                .text(
                    "Where and when, which differ while the results do not: gradaudit "
                        + version
                        + ", "
                        + environment.os()
                        + " "
                        + environment.arch()
                        + ", "
                        + Figures.count(environment.processors(), "processor")
                        + ", Java "
                        + environment.javaVersion()
                        + " ("
                        + environment.javaVm()
                        + "), started "
                        + report.timing().startedAt()
                        + ", took "
                        + Figures.seconds(report.timing().seconds())
                        + "."));
  }
}
