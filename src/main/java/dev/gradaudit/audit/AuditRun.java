package dev.gradaudit.audit;

import dev.gradaudit.audit.ScenarioReport.PlanSummary;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.Referee;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One audit of one scenario, from the first run to the report. Used once. */
final class AuditRun {
  /** So many races are logged, the first ones; memory does not grow with the runs. */
  private static final int MOST_LOGGED = 256;

  private final Scenario scenario;
  private final AuditOptions options;
  private final GradientEngine engine;
  private final @Nullable Analyst analyst;
  private final List<GradientEngine> others;
  private final Hosts hosts;
  private final ProgressListener progress;

  private final Plan plan;
  private final Observations observations;
  private final RunOptions runOptions;
  private final long totalRuns;

  private final List<LoggedRun> races = new ArrayList<>();
  private final @Nullable StatisticsProbe statistics;

  private long runsDone;
  private boolean interrupted;
  private final List<FailedRun> failures = new ArrayList<>();
  private int failuresInARow;
  private @Nullable TrainingStep step;
  private long stepSeed;
  private @Nullable Analysis baselineAnalysis;

  /** So many failures one after the other are taken to be all that there will be. */
  private static final int MOST_FAILURES = 3;

  /** A run that failed, and why, in one line. */
  record FailedRun(Configuration configuration, int repeat, String message) {}

  AuditRun(
      Scenario scenario,
      AuditOptions options,
      GradientEngine engine,
      @Nullable Analyst analyst,
      List<GradientEngine> others,
      Hosts hosts,
      ProgressListener progress) {
    this.scenario = scenario;
    this.options = options;
    this.engine = engine;
    this.analyst = analyst;
    this.others = List.copyOf(others);
    this.hosts = hosts;
    this.progress = progress;
    this.plan = new Plan(options.values(), options.planMode());
    this.observations = new Observations(plan, !scenario.dataDependsOnSeed());
    this.runOptions = new RunOptions(options.detectAnomaly(), options.cancelled());
    this.totalRuns = plan.totalRuns();
    this.statistics =
        options.probes().contains(Probe.STATISTICS)
            ? new StatisticsProbe(
                options.values(),
                options.planMode(),
                !scenario.dataDependsOnSeed(),
                options.confidence())
            : null;
  }

  ScenarioReport run() {
    long start = System.nanoTime();
    List<Configuration> configurations = plan.configurations();
    for (int position = 0; position < configurations.size() && !ended(); position++) {
      runConfiguration(position, configurations.get(position));
    }
    observations.close();
    return report((System.nanoTime() - start) * 1e-9);
  }

  private boolean ended() {
    return interrupted || failuresInARow >= MOST_FAILURES;
  }

  private boolean complete() {
    return !interrupted && failures.isEmpty();
  }

  private void fail(Configuration configuration, int repeat, String message) {
    failures.add(new FailedRun(configuration, repeat, message));
    failuresInARow++;
  }

  private void runConfiguration(int position, Configuration configuration) {
    TrainingStep data = enterSeed(configuration.seed());
    for (int repeat = 0; repeat < options.values().runs() && !ended(); repeat++) {
      if (options.cancelled().getAsBoolean()) {
        interrupted = true;
        return;
      }
      RaceLog log =
          configuration.order().races() && races.size() < MOST_LOGGED ? new RaceLog() : null;
      RunOptions logged =
          log == null ? runOptions : runOptions.withRaces(RunOptions.Races.recorded(log));
      RunOutcome outcome = engine.run(data, configuration, repeat, logged);
      if (outcome instanceof RunOutcome.Completed completed) {
        if (log != null && !log.races().isEmpty()) {
          races.add(new LoggedRun(position, configuration, repeat, log, fingerprints(completed)));
        }
        try {
          observations.add(position, configuration, repeat, completed);
          failuresInARow = 0;
          if (statistics != null) {
            statistics.add(configuration, repeat, completed);
          }
        } catch (EngineFaultException fault) {
          fail(configuration, repeat, fault.problem());
        }
        progress.progressed(scenario.name(), ++runsDone, totalRuns);
      } else if (outcome instanceof RunOutcome.Failed failed) {
        fail(configuration, repeat, failed.message());
        progress.progressed(scenario.name(), ++runsDone, totalRuns);
      } else {
        interrupted = true;
        return;
      }
    }
  }

  private static Map<String, @Nullable String> fingerprints(RunOutcome.Completed run) {
    Map<String, @Nullable String> fingerprints = new LinkedHashMap<>();
    run.gradients()
        .forEach(
            (name, gradient) ->
                fingerprints.put(name, gradient == null ? null : Tensors.sha256(gradient)));
    return fingerprints;
  }

  /** The data of a seed; made and analysed once when it is the same for all. */
  private TrainingStep enterSeed(long seed) {
    TrainingStep data = step;
    boolean first = data == null;
    boolean other = first || stepSeed != seed;
    if (data == null || other && scenario.dataDependsOnSeed()) {
      data = scenario.steps().step(seed);
      step = data;
    }
    if (other) {
      boolean known = !scenario.dataDependsOnSeed() || seed == baselineSeed();
      Analysis analysis = known && !first ? baselineAnalysis : analyse(data);
      baselineAnalysis = first ? analysis : baselineAnalysis;
      observations.enterSeed(seed, analysis);
      stepSeed = seed;
    }
    return data;
  }

  private long baselineSeed() {
    return plan.baseline().seed();
  }

  private @Nullable Analysis analyse(TrainingStep data) {
    Liberties liberties = Liberties.of(options.values().orders());
    return analyst == null ? null : analyst.analyse(data, liberties);
  }

  private ScenarioReport report(double seconds) {
    List<AxisVerdict> verdicts =
        new ArrayList<>(new Judge(options, scenario.dataDependsOnSeed(), observations).verdicts());
    EngineProbe.Outcome engines =
        !complete() || others.isEmpty()
            ? EngineProbe.Outcome.NONE
            : new EngineProbe(scenario, options, engine, runOptions).run(others);
    if (engines.verdict() != null) {
      verdicts.add(engines.verdict());
    }
    List<Comparison> rows = new ArrayList<>(observations.rows());
    rows.addAll(engines.rows());
    if (!hosts.others().isEmpty()) {
      HostProbe probe = new HostProbe(scenario, options, engine, runOptions, hosts);
      verdicts.add(probe.run());
      rows.addAll(probe.rows());
    }
    ProbeResults probes = probes(engines.engines());
    Map<Axis, List<SiteKey>> origins = origins(verdicts);
    List<ProfileSurvey.Gaps> gaps =
        complete()
            ? ProfileSurvey.of(
                engine, scenario.steps().step(baselineSeed()), options.values(), runOptions)
            : List.of();
    List<Finding> findings =
        new Findings(
                scenario, options, observations, baselineAnalysis, verdicts, probes, origins, gaps)
            .all(failures, failuresInARow >= MOST_FAILURES, interrupted, runsDone);
    Sample baseline = observations.baseline();
    return new ScenarioReport(
        scenario.name(),
        scenario.description(),
        scenario.file(),
        scenario.sha256(),
        scenario.program().statements(),
        complete(),
        status(verdicts, probes.control()),
        new PlanSummary(
            engine.name(),
            options.values(),
            Math.toIntExact(plan.size()),
            totalRuns,
            options.planMode().label(),
            options.confidence()),
        verdicts,
        observations.results(),
        rows,
        baselineAnalysis == null ? List.of() : baselineAnalysis.sites(),
        Dataflow.of(scenario.program(), origins),
        findings,
        probes,
        races,
        baseline == null || baseline.loss().size() == 0 ? null : baseline.loss(),
        options.includeGradients() ? observations.baselineGradients() : Map.of(),
        seconds,
        scenario.matrix());
  }

  /** Where the worst difference along each axis begins: two runs of each are made again. */
  private Map<Axis, List<SiteKey>> origins(List<AxisVerdict> verdicts) {
    Map<Axis, List<SiteKey>> origins = new EnumMap<>(Axis.class);
    Analysis analysis = baselineAnalysis;
    if (!complete() || analysis == null || !fitsTwice()) {
      return origins;
    }
    OriginTracer tracer = new OriginTracer(engine, runOptions, races);
    for (AxisVerdict verdict : verdicts) {
      Comparison worst = verdict.worst();
      boolean here = verdict.axis() != Axis.ENGINE && verdict.axis() != Axis.HOST;
      if (here && verdict.verdict() == Verdict.DIFFERS && worst != null) {
        TrainingStep data = scenario.steps().step(worst.from().seed());
        origins.put(verdict.axis(), tracer.origins(data, worst, analysis));
      }
    }
    return origins;
  }

  /** A traced run is held while another is made. */
  private boolean fitsTwice() {
    return MemoryEstimate.of(scenario, plan).stepBytes() <= Runtime.getRuntime().maxMemory() / 3;
  }

  private ProbeResults probes(List<EngineComparison> engines) {
    if (!complete() || options.probes().isEmpty()) {
      return new ProbeResults(List.of(), null, List.of(), engines);
    }
    TrainingStep data = scenario.steps().step(baselineSeed());
    List<ControlledSite> control = List.of();
    if (options.probes().contains(Probe.CONTROL) && analyst != null) {
      control = new PositiveControl(engine, analyst, runOptions).run(data, plan.baseline());
    }
    Accuracy accuracy = null;
    Referee referee = engine.referee();
    if (options.probes().contains(Probe.ACCURACY) && referee != null) {
      accuracy = new AccuracyProbe(engine, referee, runOptions).run(data, comparable());
    }
    // What the user stopped on the way is missing, and the report has to say so.
    interrupted |= options.cancelled().getAsBoolean();
    return new ProbeResults(
        control, accuracy, statistics == null ? List.of() : statistics.results(), engines);
  }

  /** The configurations that compute with the data of the baseline. */
  private List<Configuration> comparable() {
    return plan.configurations().stream()
        .filter(
            configuration ->
                !scenario.dataDependsOnSeed() || configuration.seed() == baselineSeed())
        .toList();
  }

  private Status status(List<AxisVerdict> verdicts, List<ControlledSite> control) {
    if (!failures.isEmpty()) {
      return Status.ERROR;
    }
    if (interrupted) {
      return Status.INTERRUPTED;
    }
    boolean vacuous =
        options.failOnVacuous() && control.stream().anyMatch(site -> site.outcome().vacuous());
    return verdicts.stream().allMatch(AxisVerdict::holds) && !vacuous
        ? Status.PASSED
        : Status.FAILED;
  }
}
