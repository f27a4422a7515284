package dev.gradaudit.report.html;

import dev.gradaudit.audit.Finding;
import java.util.List;
import java.util.Locale;

/** What the user should know, and what to do about it. */
final class FindingList {
  private FindingList() {}

  /** Nothing where there are no findings. */
  static List<Element> of(List<Finding> findings) {
    if (findings.isEmpty()) {
      return List.of();
    }
    Element list = Element.of("ul", "findings");
    for (Finding finding : findings) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      Element item = Element.of("li", severity);
      item.add(
          Element.of("p")
              .add(Element.of("strong", "severity").text(severity))
              .text(" " + finding.message()));
      if (!finding.advice().isEmpty()) {
        item.add(
            Element.of("p", "advice")
                .add(Element.of("span").with("aria-hidden", "true").text("→ "))
                .text(finding.advice()));
      }
      list.add(item);
    }
    return List.of(list);
  }
}
