package dev.gradaudit.report.html;

import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.LossText;
import dev.gradaudit.report.VerdictText;
import java.util.ArrayList;
import java.util.List;

/** One scenario: the answer first, then the evidence, then the pictures, then every number. */
final class ScenarioPart {
  /** How much of it there is room for. */
  enum Extent {
    /** Its line in the overview only. */
    LINE,
    /** Also verdicts, and the findings that are errors. */
    BRIEF,
    FULL
  }

  private final ScenarioReport scenario;
  private final int position;
  private final boolean alone;

  /**
   * @param alone whether it is the only one, which is open from the start
   */
  ScenarioPart(ScenarioReport scenario, int position, boolean alone) {
    this.scenario = scenario;
    this.position = position;
    this.alone = alone;
  }

  /**
   * @param comparisons how many comparisons the data of the page has of it
   */
  Element of(Extent extent, int comparisons) {
    boolean attention = scenario.status() != ScenarioReport.Status.PASSED;
    Element details =
        Element.of(alone ? "section" : "details", "scenario").with("id", Ids.scenario(position));
    // Folded in, many scenarios open at once and one finds the way; what failed is in sight.
    if (!alone && attention && extent == Extent.FULL) {
      details.with("open", "");
    }
    // Of a single scenario the title of the page is the heading.
    if (!alone) {
      details.add(heading());
    }
    if (!scenario.description().isBlank()) {
      details.add(Element.of("p", "description").text(scenario.description()));
    }
    if (alone) {
      details.add(Element.of("h2").text("Verdicts"));
    }
    details.add(VerdictTable.of(scenario));
    details.addAll(FindingList.of(scenario.findings()));
    if (extent == Extent.BRIEF) {
      details.add(
          Element.of("p", "note")
              .text(
                  "This report is large: the pictures and tables of this scenario are left out."
                      + " Audit it by itself to see them; JSON and CSV have the numbers."));
    } else {
      evidence(details, comparisons);
    }
    return details.add(circumstances());
  }

  private Element heading() {
    String failed = VerdictText.failedAxes(scenario.verdicts());
    Element title = Element.of("h2").add(Element.of("span", "name").text(scenario.name()));
    title.text(" ").add(Chips.status(scenario.status()));
    if (scenario.status() == ScenarioReport.Status.FAILED && !failed.isEmpty()) {
      title.text(" ").add(Element.of("small").text("along " + failed));
    }
    return Element.of("summary").add(title);
  }

  private void evidence(Element details, int comparisons) {
    List<Element> worst = WorstElements.of(scenario);
    List<Element> pictures = new ArrayList<>(HeatMap.all(scenario));
    List<Element> histograms = Histogram.all(scenario);
    details.add(Element.of("h3").text("How far apart"));
    if (worst.isEmpty()) {
      details.add(Element.of("p", "empty").text(nothingDiffers()));
    } else {
      details.addAll(worst);
      if (!pictures.isEmpty()) {
        details.add(HeatMap.legend());
        details.add(Element.of("div", "maps").addAll(pictures));
      }
      if (!histograms.isEmpty()) {
        details.add(Element.of("div", "figures").addAll(histograms));
      }
    }
    details.add(Element.of("h3").text("How far from the truth")).add(AccuracyPart.of(scenario));
    details.add(Element.of("h3").text("Where it happens"));
    details.add(ProgramListing.of(scenario));
    details.add(GraphPart.of(scenario));
    details.add(
        Element.of("details", "more")
            .add(Element.of("summary").text("All sums"))
            .add(SiteTable.of(scenario)));
    details.addAll(ProbePart.of(scenario));
    if (!scenario.comparisons().isEmpty()) {
      details.add(
          Element.of("details", "more")
              .add(Element.of("summary").text("All comparisons"))
              .add(ComparisonRows.table(position, ComparisonRows.sorted(scenario), comparisons)));
    }
  }

  /** Equal bits were seen, or there was nothing to see. */
  private String nothingDiffers() {
    return scenario.comparisons().isEmpty()
        ? "Nothing was compared, so there is nothing to show."
        : "Observed: all "
            + Figures.count(scenario.comparisons().size(), "comparison")
            + " of gradients found the same bits. There is no distance to show.";
  }

  private Element circumstances() {
    ScenarioReport.PlanSummary plan = scenario.plan();
    AxisValues values = plan.values();
    long done = scenario.configurations().stream().mapToLong(result -> result.runs()).sum();
    String runs = Figures.count(plan.totalRuns(), "run");
    Element list = Element.of("dl", "circumstances");
    if (scenario.loss() != null) {
      item(list, "loss", LossText.of(scenario.loss()).replaceFirst("^loss ", ""));
    }
    item(
        list,
        "runs",
        (done == plan.totalRuns() ? runs : done + " of " + runs)
            + " ("
            + Figures.count(plan.configurations(), "configuration")
            + " × "
            + values.runs()
            + ")");
    item(list, "engine", plan.engine());
    item(list, "plan", plan.mode());
    item(list, "seeds", commas(values.seeds().stream().map(String::valueOf).toList()));
    item(list, "threads", commas(values.threads().stream().map(String::valueOf).toList()));
    item(list, "orders", commas(values.orders().stream().map(Order::name).toList()));
    if (!values.capabilities().equals(List.of(""))) {
      item(list, "capabilities", commas(values.capabilities()));
    }
    item(list, "file", scenario.file());
    item(list, "sha256", scenario.sha256().substring(0, Math.min(16, scenario.sha256().length())));
    return list;
  }

  private static void item(Element list, String name, String value) {
    list.add(Element.of("div").add(Element.of("dt").text(name)).add(Element.of("dd").text(value)));
  }

  private static String commas(List<String> items) {
    List<String> shown = items.size() > 24 ? items.subList(0, 24) : items;
    return String.join(", ", shown)
        + (shown.size() < items.size() ? ", … (" + items.size() + ")" : "");
  }
}
