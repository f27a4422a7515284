package dev.gradaudit.report;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ControlledSite;
import dev.gradaudit.audit.EngineComparison;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.reduction.Order;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One scenario in full: the answer, the verdict per axis, the worst difference, what to do. */
final class ScenarioSection {
  private static final int INDENT = 2;

  /** Columns for the indent, the number of terms and a sensible stretch of words. */
  private static final int ROOM_BESIDE_A_SITE = 36;

  private final Page page;
  private final ScenarioReport scenario;
  private final boolean verbose;

  ScenarioSection(Page page, ScenarioReport scenario) {
    this.page = page;
    this.scenario = scenario;
    this.verbose = page.options().detail() == RenderOptions.Detail.VERBOSE;
  }

  void write() {
    answer();
    if (!scenario.description().isBlank()) {
      page.line().to(INDENT).wrap(Style.QUIET, scenario.description()).end();
    }
    if (!scenario.verdicts().isEmpty()) {
      page.blank();
      verdicts();
    }
    WorstDifference.of(scenario.verdicts())
        .ifPresent(
            worst -> {
              page.blank();
              worst.write(page, INDENT);
            });
    findings();
    if (verbose) {
      sites();
    }
    control();
    Accuracy accuracy = scenario.probes().accuracy();
    if (accuracy != null) {
      page.blank();
      new AccuracySection(page, accuracy, INDENT).write();
    }
    for (EngineComparison other : scenario.probes().engines()) {
      if (!other.orders().isEmpty()) {
        page.blank();
        new EngineSection(page, scenario.plan().engine(), other, INDENT).write();
      }
    }
    if (!scenario.probes().statistics().isEmpty()) {
      page.blank();
      new StatisticsSection(
              page, scenario.probes().statistics(), INDENT, scenario.plan().confidence())
          .write();
    }
    page.blank();
    page.line().to(INDENT).wrap(Style.QUIET, circumstances()).end();
    if (verbose) {
      page.line().to(INDENT).wrap(Style.QUIET, plan()).end();
    }
  }

  private void answer() {
    StatusText status = StatusText.of(scenario.status());
    String failed = VerdictText.failedAxes(scenario.verdicts());
    String axes =
        scenario.status() == ScenarioReport.Status.FAILED && !failed.isEmpty()
            ? " along " + failed
            : "";
    String answer = status.word() + axes;
    int room = page.options().width() - INDENT - 2 - answer.length();
    page.line()
        .add(status.style(), status.mark(page.options().unicode()) + " ")
        .add(Style.STRONG, page.clip(scenario.name(), room) + "  ")
        .add(status.style(), answer)
        .end();
  }

  private void verdicts() {
    List<VerdictText> texts =
        scenario.verdicts().stream()
            .map(verdict -> new VerdictText(verdict, scenario.plan().confidence()))
            .toList();
    int axis = INDENT + 2;
    int verdict =
        axis + 2 + widest("axis", texts.stream().map(t -> t.verdict().axis().label()).toList());
    int expected = verdict + 2 + widest("verdict", texts.stream().map(VerdictText::word).toList());
    int evidence =
        expected + 2 + widest("expected", texts.stream().map(VerdictText::expected).toList());
    page.line()
        .to(axis)
        .add(Style.QUIET, "axis")
        .to(verdict)
        .add(Style.QUIET, "verdict")
        .to(expected)
        .add(Style.QUIET, "expected")
        .to(evidence)
        .add(Style.QUIET, "evidence")
        .end();
    for (VerdictText text : texts) {
      page.line()
          .to(INDENT)
          .add(text.style(), text.mark(page.options().unicode()))
          .to(axis)
          .add(text.verdict().axis().label())
          .to(verdict)
          .add(text.style(), text.word())
          .to(expected)
          .add(text.verdict().holds() ? Style.QUIET : Style.PLAIN, text.expected())
          .to(evidence)
          .wrap(Style.PLAIN, text.evidence())
          .end();
      if (verbose) {
        aside(text, evidence);
      }
    }
  }

  /** What the evidence leaves out to stay short. */
  private void aside(VerdictText text, int column) {
    AxisVerdict verdict = text.verdict();
    if (verdict.verdict() != Verdict.PROVEN && !text.evidence().endsWith(verdict.reason())) {
      page.line().to(column).wrap(Style.QUIET, verdict.reason()).end();
    }
    if (text.differs() && verdict.boundUlp() != null) {
      String bound = "any two orders: ≤ " + Figures.bound(verdict.boundUlp()) + " ULPs apart";
      page.line().to(column).wrap(Style.QUIET, bound).end();
    }
  }

  private void findings() {
    for (Finding finding : scenario.findings()) {
      page.blank();
      page.line()
          .to(INDENT)
          .add(style(finding), finding.severity().name().toLowerCase(Locale.ROOT) + " ")
          .wrap(Style.PLAIN, finding.message())
          .end();
      if (!finding.advice().isEmpty()) {
        page.line().to(INDENT).add(Style.STRONG, "→ ").wrap(Style.PLAIN, finding.advice()).end();
      }
    }
  }

  private void sites() {
    if (scenario.certificates().isEmpty()) {
      return;
    }
    List<String> places =
        scenario.certificates().stream().map(site -> SiteText.place(site.key())).toList();
    int room = Math.min(widest("sum", places), page.options().width() - ROOM_BESIDE_A_SITE);
    int terms = INDENT + 2 + room;
    int effect = terms + 9;
    page.blank();
    page.line()
        .to(INDENT)
        .add(Style.QUIET, "sum")
        .to(terms)
        .add(Style.QUIET, "terms")
        .to(effect)
        .add(Style.QUIET, "effect of its order")
        .end();
    for (int i = 0; i < places.size(); i++) {
      Analysis.Site site = scenario.certificates().get(i);
      page.line()
          .to(INDENT)
          .add(page.clip(places.get(i), room))
          .to(terms)
          .add(Integer.toString(site.terms()))
          .to(effect)
          .wrap(site.proof() == null ? Style.PLAIN : Style.GOOD, SiteText.consequence(site))
          .end();
    }
  }

  private void control() {
    if (scenario.probes().control().isEmpty()) {
      return;
    }
    List<String> places =
        scenario.probes().control().stream().map(site -> SiteText.place(site.key())).toList();
    int room = Math.min(widest("sum", places), page.options().width() - ROOM_BESIDE_A_SITE);
    int effect = INDENT + 2 + room;
    page.blank();
    page.line()
        .to(INDENT)
        .add(Style.QUIET, "sum")
        .to(effect)
        .add(Style.QUIET, "with another order in it alone")
        .end();
    for (int i = 0; i < places.size(); i++) {
      ControlledSite site = scenario.probes().control().get(i);
      boolean caught = site.outcome() == ControlledSite.Outcome.CAUGHT;
      page.line()
          .to(INDENT)
          .add(page.clip(places.get(i), room))
          .to(effect)
          .wrap(
              caught ? Style.GOOD : site.outcome().vacuous() ? Style.DOUBTFUL : Style.PLAIN,
              caught
                  ? site.order() + ": " + Figures.ulps(site.maxUlp()) + " in " + site.gradient()
                  : site.outcome().meaning())
          .end();
    }
  }

  private String circumstances() {
    ScenarioReport.PlanSummary plan = scenario.plan();
    long done = scenario.configurations().stream().mapToLong(result -> result.runs()).sum();
    String runs = Figures.count(plan.totalRuns(), "run");
    return (scenario.loss() == null ? "" : LossText.of(scenario.loss()) + " · ")
        + (done == plan.totalRuns() ? runs : done + " of " + runs)
        + " ("
        + Figures.count(plan.configurations(), "configuration")
        + " × "
        + plan.values().runs()
        + ") · "
        + (plan.engine().equals("builtin") ? "" : "engine " + plan.engine() + " · ")
        + Figures.seconds(scenario.seconds());
  }

  /** The values of every axis, as the options of the command line spell them. */
  private String plan() {
    ScenarioReport.PlanSummary plan = scenario.plan();
    AxisValues values = plan.values();
    return "engine "
        + plan.engine()
        + " · plan "
        + plan.mode()
        + " · seeds "
        + commas(values.seeds().stream().map(String::valueOf).toList())
        + " · threads "
        + commas(values.threads().stream().map(String::valueOf).toList())
        + " · orders "
        + commas(values.orders().stream().map(Order::name).toList())
        + (values.capabilities().equals(List.of(""))
            ? ""
            : " · capabilities " + commas(values.capabilities()));
  }

  private static String commas(List<String> items) {
    return String.join(", ", items);
  }

  private int widest(String head, List<String> texts) {
    return Stream.concat(Stream.of(head), texts.stream()).mapToInt(page::width).max().orElse(0);
  }

  private static Style style(Finding finding) {
    return switch (finding.severity()) {
      case ERROR -> Style.BAD;
      case WARNING -> Style.DOUBTFUL;
      case NOTE -> Style.NOTABLE;
    };
  }
}
