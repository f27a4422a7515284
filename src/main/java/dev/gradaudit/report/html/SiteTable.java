package dev.gradaudit.report.html;

import dev.gradaudit.audit.ControlledSite;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.NumberText;
import dev.gradaudit.report.SiteText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every reduction site with what was proved of it: the graph in words. */
final class SiteTable {
  private static final int MOST = 150;

  private SiteTable() {}

  static Element of(ScenarioReport scenario) {
    if (scenario.certificates().isEmpty()) {
      return Element.of("p", "empty").text("No sums were analysed.");
    }
    Map<SiteKey, ControlledSite> control = new HashMap<>();
    scenario.probes().control().forEach(site -> control.put(site.key(), site));
    Set<SiteKey> origins = new HashSet<>();
    scenario.dataflow().origins().values().forEach(origins::addAll);
    List<Element> rows = new ArrayList<>();
    for (Analysis.Site site : scenario.certificates().stream().limit(MOST).toList()) {
      Element row = row(site, origins.contains(site.key()));
      if (!control.isEmpty()) {
        row.add(controlled(control.get(site.key())));
      }
      rows.add(row);
    }
    List<Tables.Column> columns =
        new ArrayList<>(
            List.of(
                Tables.Column.number("line"),
                Tables.Column.text("sum"),
                Tables.Column.text("pass"),
                Tables.Column.number("terms"),
                Tables.Column.number("sums"),
                Tables.Column.number("condition"),
                Tables.Column.text("effect of the order")));
    if (!control.isEmpty()) {
      columns.add(Tables.Column.text("another order in it alone"));
    }
    int all = scenario.certificates().size();
    String caption =
        "Reduction sites in execution order, with what was proved of each"
            + (all > MOST ? "; the first " + MOST + " of " + all + ", JSON has all" : "");
    return Tables.scrolling("Sums", Tables.table("data", caption, columns, rows));
  }

  private static Element row(Analysis.Site site, boolean origin) {
    SiteKey key = site.key();
    Element effect = Element.of("td");
    if (origin) {
      effect.add(Element.of("strong", "origin").text("◆ origin")).text(" ");
    }
    effect.text((site.proof() == null ? "Σ " : "✓ ") + SiteText.consequence(site));
    return Element.of("tr")
        .add(Tables.number(key.line() == 0 ? "–" : "" + key.line(), "" + key.line()))
        .add(Tables.rowHead(SiteText.operation(key)))
        .add(Tables.cell(key.role()))
        .add(Tables.number("" + site.terms(), "" + site.terms()))
        .add(Tables.number("" + site.sums(), "" + site.sums()))
        .add(Tables.number(Figures.magnitude(site.condition()), NumberText.of(site.condition())))
        .add(effect);
  }

  private static Element controlled(@Nullable ControlledSite site) {
    if (site == null) {
      return Tables.cell("–");
    }
    return Tables.cell(
        site.outcome() == ControlledSite.Outcome.CAUGHT
            ? site.order() + ": " + Figures.ulps(site.maxUlp()) + " in " + site.gradient()
            : site.outcome().meaning());
  }
}
