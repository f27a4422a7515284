package dev.gradaudit.audit;

import static dev.gradaudit.audit.Wording.count;

import dev.gradaudit.audit.AuditRun.FailedRun;
import dev.gradaudit.audit.ControlledSite.Outcome;
import dev.gradaudit.audit.Finding.Severity;
import dev.gradaudit.audit.Observations.SeedFacts;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.scenario.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the user what was found and what to do about it. */
final class Findings {
  private static final int SHOWN_FAILURES = 5;

  private final AuditOptions options;
  private final Observations observations;
  private final List<AxisVerdict> verdicts;
  private final Advice advice;
  private final List<ControlledSite> control;
  private final List<EngineComparison> engines;
  private final Map<Axis, List<SiteKey>> origins;
  private final List<ProfileSurvey.Gaps> gaps;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param origins the sums in which the worst difference along an axis begins, where the runs were
   *     traced
   * @param gaps of order profiles
   */
  Findings(
      Scenario scenario,
      AuditOptions options,
      Observations observations,
      @Nullable Analysis analysis,
      List<AxisVerdict> verdicts,
      ProbeResults probes,
      Map<Axis, List<SiteKey>> origins,
      List<ProfileSurvey.Gaps> gaps) {
    this.gaps = gaps;
    this.origins = origins;
    this.control = probes.control();
    this.engines = probes.engines();
    this.options = options;
    this.observations = observations;
    this.verdicts = verdicts;
    this.advice = new Advice(scenario.program(), analysis);
  }

  /** All findings, the most severe first. */
  List<Finding> all(
      List<FailedRun> failures, boolean abandoned, boolean interrupted, long runsDone) {
    addFailures(failures, runsDone, abandoned);
    observations.anomalies().forEach(this::addAnomaly);
    SeedFacts baseline = observations.seeds().get(options.values().seeds().get(0));
    if (baseline != null) {
      addDegenerate(baseline.degeneracy());
    }
    addEscape();
    verdicts.forEach(this::addOfAxis);
    verdicts.forEach(this::addLoss);
    boolean comparable = baseline != null && !baseline.degeneracy().inconclusive();
    if (comparable && failures.isEmpty() && !interrupted) {
      verdicts.forEach(this::addNothingCompared);
    }
    gaps.forEach(this::addGaps);
    addRandom();
    addVacuous();
    addControl();
    // Stable: within a severity, in the order in which they were added.
    findings.sort(Comparator.comparing(Finding::severity));
    return findings;
  }

  /** Failures with the same message are one finding. */
  private void addFailures(List<FailedRun> failures, long runsDone, boolean abandoned) {
    Map<String, List<FailedRun>> byMessage = new LinkedHashMap<>();
    for (FailedRun failure : failures) {
      byMessage.computeIfAbsent(failure.message(), message -> new ArrayList<>()).add(failure);
    }
    String rest =
        (abandoned
                ? "As they came one after the other, the rest of this scenario was not run. "
                : "")
            + (runsDone > failures.size()
                ? "What is said of it is about the "
                    + count(runsDone - failures.size(), "run")
                    + " that did not fail."
                : "");
    byMessage.values().stream()
        .limit(SHOWN_FAILURES)
        .forEach(
            alike -> {
              FailedRun first = alike.get(0);
              String run = "run " + (first.repeat() + 1);
              add(
                  "engine-failure",
                  Severity.ERROR,
                  null,
                  (alike.size() == 1
                          ? "Run " + (first.repeat() + 1) + " failed"
                          : count(alike.size(), "run") + " failed, first " + run)
                      + " at "
                      + Wording.configuration(first.configuration())
                      + ": "
                      + first.message()
                      + (first.message().endsWith(".") ? "" : "."),
                  rest.strip());
            });
    if (byMessage.size() > SHOWN_FAILURES) {
      add(
          "engine-failure",
          Severity.ERROR,
          null,
          "There are "
              + count(byMessage.size() - SHOWN_FAILURES, "further message")
              + " of runs that failed.",
          "The first ones are above.");
    }
  }

  private void add(
      String code, Severity severity, @Nullable Axis axis, String message, String advice) {
    findings.add(new Finding(code, severity, axis, message, advice));
  }

  private void addAnomaly(Anomaly anomaly, Configuration configuration) {
    String first = " (first at " + Wording.configuration(configuration) + ").";
    if (anomaly.role().equals("data")) {
      add(
          "anomaly",
          Severity.WARNING,
          null,
          "'" + anomaly.op() + "' holds " + anomaly.value() + " from the start" + first,
          "Look at the values of '" + anomaly.op() + "'; what follows is made of them.");
      return;
    }
    String place =
        anomaly.line() == 0
            ? ""
            : ", at line "
                + anomaly.line()
                + ", column "
                + anomaly.column()
                + " of the program: "
                + anomaly.statement();
    add(
        "anomaly",
        Severity.WARNING,
        null,
        "'"
            + anomaly.op()
            + "' made the first "
            + anomaly.value()
            + " in its "
            + (anomaly.role().equals("forward")
                ? "forward pass"
                : "backward pass, " + anomaly.role())
            + place
            + first,
        "Look at the operands of '"
            + anomaly.op()
            + "' there; what follows is made of its result.");
  }

  private void addDegenerate(Degeneracy degeneracy) {
    // The rest of the gradients decides whether one that says nothing spoils the audit.
    Severity severity = degeneracy.nothingToCompare() ? Severity.ERROR : Severity.WARNING;
    for (Degeneracy.OfGradient gradient : degeneracy.gradients()) {
      String name = gradient.name();
      switch (gradient.kind()) {
        case NOTHING -> {}
        case MISSING ->
            add(
                "missing-gradient",
                severity,
                null,
                "The loss does not depend on " + name + ", which has no gradient.",
                "Use " + name + " in the program, or remove its \"requires_grad\".");
        case EMPTY ->
            add(
                "zero-gradient",
                severity,
                null,
                "The gradient of " + name + " has no elements.",
                "Give " + name + " a shape without a 0.");
        case ALL_ZERO ->
            add(
                "zero-gradient",
                severity,
                null,
                "Every element of the gradient of " + name + " is 0.",
                "Zeros are the same in every order: choose data or a \"grad_output\" that reach "
                    + name
                    + ".");
        case ALL_NAN ->
            add(
                "nan-gradient",
                Severity.ERROR,
                null,
                "Every element of the gradient of " + name + " is NaN.",
                advice.forNaN(options.detectAnomaly()));
        case SOME_NAN ->
            add(
                "nan-gradient",
                Severity.WARNING,
                null,
                "Some elements of the gradient of " + name + " are NaN.",
                advice.forNaN(options.detectAnomaly()));
      }
    }
  }

  /** Once for the scenario: the same value speaks against several axes. */
  private void addEscape() {
    Escape escape = observations.statistics(Axis.REPEAT).escape();
    if (escape != null) {
      add(
          "out-of-bound",
          Severity.ERROR,
          null,
          Wording.element(escape.gradient(), escape.index())
              + " lies outside of what any order of summation can give"
              + (escape.ulps() == null ? "" : ", by " + count(escape.ulps(), "ULP"))
              + " (run "
              + (escape.repeat() + 1)
              + " at "
              + Wording.configuration(escape.configuration())
              + ").",
          "This is a bug, not rounding: check the engine's formula for this gradient.");
    }
  }

  /** A profile that is not what its name says has to say so. */
  private void addGaps(ProfileSurvey.Gaps gap) {
    String order = gap.profile().name();
    List<String> reasons = new ArrayList<>();
    gap.sites()
        .forEach(
            (reason, sites) -> {
              SiteKey first = sites.iterator().next();
              reasons.add(
                  reason
                      + " ('"
                      + first.op()
                      + "', "
                      + first.role()
                      + (first.line() > 0 ? ", line " + first.line() : "")
                      + (sites.size() > 1 ? ", and " + count(sites.size() - 1, "other sum") : "")
                      + ")");
            });
    add(
        "order-not-covered",
        Severity.NOTE,
        Axis.ORDER,
        "The order '"
            + order
            + "' is not that of its library in "
            + gap.sites().values().stream().flatMap(Set::stream).distinct().count()
            + " of "
            + count(gap.sums(), "sum")
            + " of this program: "
            + String.join("; ", reasons)
            + ".",
        "What it does there: see 'gradaudit list orders'.");
  }

  /** Says whose random numbers an engine other than ours draws. */
  private void addRandom() {
    boolean library = options.values().orders().contains(LibraryOrder.INSTANCE);
    if (library && advice.drawsRandomNumbers()) {
      add(
          "random-numbers",
          Severity.NOTE,
          null,
          "The random numbers of the program are the library's own, from its generator with the"
              + " seed of the run: not those of the engine builtin.",
          "");
    }
  }

  /** Says which engines could not be compared, and how far apart the others are. */
  private void addEngines(AxisVerdict verdict) {
    for (EngineComparison other : engines) {
      if (other.obstacle() != null) {
        add(
            "engine-not-compared",
            Severity.ERROR,
            Axis.ENGINE,
            "The gradients of " + other.engine() + " were not compared: " + other.obstacle() + ".",
            "");
      }
    }
    Comparison worst = verdict.worst();
    if (worst != null) {
      add(
          code(Axis.ENGINE),
          verdict.holds() ? Severity.NOTE : Severity.ERROR,
          Axis.ENGINE,
          title(Axis.ENGINE) + ": " + difference(worst) + ".",
          Advice.forEngines(options.values().orders()));
    }
  }

  private void addHosts(AxisVerdict verdict) {
    Comparison worst = verdict.worst();
    if (worst == null && verdict.verdict() != Verdict.INCONCLUSIVE) {
      return;
    }
    add(
        worst == null ? "host-not-compared" : code(Axis.HOST),
        verdict.holds() ? Severity.WARNING : Severity.ERROR,
        Axis.HOST,
        worst == null
            ? "The hosts were not compared: " + verdict.reason() + "."
            : title(Axis.HOST) + ": " + difference(worst) + ".",
        worst == null
            ? ""
            : "Compare their libraries, their processors and the instructions that are used"
                + " (ATEN_CPU_CAPABILITY, MKL_CBWR); 'environment' in the JSON report has them.");
  }

  private void addOfAxis(AxisVerdict verdict) {
    if (verdict.axis() == Axis.ENGINE) {
      addEngines(verdict);
      return;
    }
    if (verdict.axis() == Axis.HOST) {
      addHosts(verdict);
      return;
    }
    AxisStatistics seen = observations.statistics(verdict.axis());
    Comparison refutation = seen.refutation();
    if (refutation != null) {
      add(
          "out-of-bound",
          Severity.ERROR,
          verdict.axis(),
          "The gradient of "
              + refutation.gradient()
              + " is proved to be the same in every order, and yet it differs: "
              + difference(refutation)
              + ".",
          "This is a bug, not rounding: check the engine's formula for this gradient.");
    }
    Comparison worst = verdict.worst();
    if (verdict.verdict() == Verdict.OUT_OF_BOUND) {
      // A bug: how to live with rounding would be the wrong advice.
      return;
    }
    if (worst != null && verdict.axis() == Axis.REPEAT && seen.onlyFirstRunsApart()) {
      add(
          "first-run",
          verdict.holds() ? Severity.WARNING : Severity.ERROR,
          verdict.axis(),
          "The first run differs from all later ones, which are equal bit by bit, in "
              + count(seen.unequalConfigurations(), "configuration")
              + ": "
              + difference(worst)
              + ".",
          advice.forFirstRun(worst));
    } else if (worst != null) {
      add(
          code(verdict.axis()),
          verdict.holds() ? Severity.WARNING : Severity.ERROR,
          verdict.axis(),
          title(verdict.axis()) + ": " + difference(worst) + ".",
          advice.forDifference(worst, origins.getOrDefault(verdict.axis(), List.of())));
    } else if (!verdict.comparesGradients() && verdict.verdict() == Verdict.DIFFERS) {
      add(
          code(verdict.axis()),
          verdict.holds() ? Severity.WARNING : Severity.ERROR,
          verdict.axis(),
          "The verdicts depend on the data: " + verdict.reason() + ".",
          "Audit with more seeds, and look at those whose verdict is the worse one.");
    }
  }

  private static String code(Axis axis) {
    return switch (axis) {
      case REPEAT -> "run-to-run";
      case SEED -> "seed-dependent";
      case THREADS -> "thread-dependent";
      case ORDER -> "order-dependent";
      case CAPABILITY -> "capability-dependent";
      case ENGINE -> "engine-dependent";
      case HOST -> "host-dependent";
    };
  }

  private static String title(Axis axis) {
    return switch (axis) {
      case REPEAT -> "Equal runs give different gradients";
      case SEED -> "The gradients depend on the seed of the schedule";
      case THREADS -> "The gradients depend on the number of threads";
      case ORDER -> "The gradients depend on the order of summation";
      case CAPABILITY -> "The gradients depend on the instructions that the library uses";
      case ENGINE -> "The engines give different gradients";
      case HOST -> "The machines give different gradients";
    };
  }

  private static String difference(Comparison comparison) {
    return Wording.element(comparison)
        + ", "
        + Wording.apart(comparison.difference())
        + ", between "
        + Wording.sides(comparison);
  }

  private void addLoss(AxisVerdict verdict) {
    if (verdict.axis() == Axis.ENGINE || verdict.axis() == Axis.HOST) {
      return;
    }
    AxisStatistics seen = observations.statistics(verdict.axis());
    if (seen.lossDifference() != null && !seen.overall().differs()) {
      add(
          "loss-varies",
          Severity.NOTE,
          verdict.axis(),
          "The loss varies along "
              + verdict.axis().label()
              + " ("
              + Wording.apart(seen.lossDifference())
              + "), the gradients do not.",
          "Nothing to do for training: the gradients do not depend on the sums that vary."
              + " Compare losses with a tolerance.");
    }
  }

  private void addNothingCompared(AxisVerdict verdict) {
    boolean compares =
        verdict.comparesGradients() ? verdict.comparisons() > 0 : verdict.groups() > 0;
    if (verdict.verdict() == Verdict.INCONCLUSIVE && !compares) {
      add(
          "nothing-compared",
          Severity.ERROR,
          verdict.axis(),
          "Nothing was compared along " + verdict.axis().label() + ": " + verdict.reason() + ".",
          advice.forNothingCompared(verdict.axis()));
    }
  }

  private void addVacuous() {
    if (verdicts.stream().anyMatch(AxisVerdict::vacuous)) {
      add(
          "vacuous",
          options.failOnVacuous() ? Severity.ERROR : Severity.NOTE,
          null,
          "No order can change these gradients, as every sum is exact or has two terms at most: data"
              + " like this cannot reveal anything about an implementation.",
          "To test one, use data that rounds, or \"grad_output\": \"random\".");
    }
  }

  private void addControl() {
    if (control.isEmpty()) {
      return;
    }
    long caught = control.stream().filter(site -> site.outcome() == Outcome.CAUGHT).count();
    long vacuous = control.stream().filter(site -> site.outcome().vacuous()).count();
    long cotangent =
        control.stream().filter(site -> site.outcome() == Outcome.CONSTANT_COTANGENT).count();
    boolean fails = options.failOnVacuous() && vacuous > 0;
    add(
        "control",
        fails ? Severity.ERROR : Severity.NOTE,
        null,
        "Another order put into one sum after the other shows in a gradient for "
            + caught
            + " of "
            + count(control.size(), "sum")
            + (vacuous == 0 ? "" : "; " + vacuous + " cannot show any, whatever the order")
            + ".",
        cotangent > 0
            ? "Set \"grad_output\": \"random\": "
                + count(cotangent, "sum")
                + (cotangent == 1 ? " is" : " are")
                + " exact only because the cotangent is the same everywhere."
            : vacuous > 0
                ? "To test those too, use data that rounds, and more than two terms a sum."
                : "");
  }
}
