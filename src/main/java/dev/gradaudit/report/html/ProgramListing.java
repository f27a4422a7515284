package dev.gradaudit.report.html;

import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.reduction.SiteKey;
import java.util.List;

/** The program, each line with what its sums do. */
final class ProgramListing {
  private ProgramListing() {}

  static Element of(ScenarioReport scenario) {
    Element list = Element.of("ol", "program");
    List<SiteKey> origins =
        scenario.dataflow().origins().values().stream().flatMap(List::stream).distinct().toList();
    for (int i = 0; i < scenario.statements().size(); i++) {
      int line = i + 1;
      Element item = Element.of("li").add(Element.of("code").text(scenario.statements().get(i)));
      long here = scenario.certificates().stream().filter(s -> s.key().line() == line).count();
      long open =
          scenario.certificates().stream()
              .filter(site -> site.key().line() == line && site.proof() == null)
              .count();
      long begin = origins.stream().filter(site -> site.line() == line).count();
      if (here > 0) {
        String mark = open == 0 ? "✓ proved" : "Σ" + open;
        String meaning =
            open == 0
                ? "no order can change the sums of this line"
                : "the order may matter in " + open + " of its " + here + " sums";
        item.text(" ")
            .add(
                Element.of("span", open == 0 ? "mark proved" : "mark open")
                    .with("title", meaning)
                    .text(mark));
      }
      if (begin > 0) {
        item.text(" ").add(Element.of("span", "mark origin").text("◆ origin"));
      }
      list.add(item);
    }
    return list;
  }
}
