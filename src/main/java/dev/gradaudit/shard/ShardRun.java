package dev.gradaudit.shard;

import dev.gradaudit.audit.AuditOptions;
import dev.gradaudit.audit.ProgressListener;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.scenario.Scenario;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the runs of one shard and writes them down; compares and judges nothing. */
public final class ShardRun {
  /** As in an audit: so many races are logged. */
  private static final int MOST_LOGGED = 256;

  /** As in an audit: so many failures in a row are taken to be all that there will be. */
  private static final int MOST_FAILURES = 3;

  private final ShardHeader header;
  private final ProgressListener progress;
  private int runs;
  private int failures;

  public ShardRun(ShardHeader header, ProgressListener progress) {
    this.header = header;
    this.progress = progress;
  }

  /** A scenario with what runs it, and how. */
  public record Job(Scenario scenario, AuditOptions options, GradientEngine engine) {
    /** The whole plan, of all shards. */
    public Plan plan() {
      return options.plan();
    }
  }

  /**
   * What was done.
   *
   * @param complete false when it was interrupted
   */
  public record Result(int runs, int failures, boolean complete) {}

  /**
   * Runs, and writes as it goes.
   *
   * @param jobs the scenarios of the header, in its order
   * @param seconds asked at the end
   */
  public Result write(List<Job> jobs, Writer out, Function<Result, Double> seconds)
      throws IOException {
    ShardWriter writer = new ShardWriter(out);
    writer.header(header);
    boolean complete = true;
    for (int number = 0; number < jobs.size() && complete; number++) {
      complete = run(number, jobs.get(number), writer);
    }
    Result result = new Result(runs, failures, complete);
    writer.end(complete, seconds.apply(result));
    return result;
  }

  private boolean run(int number, Job job, ShardWriter writer) throws IOException {
    Plan plan = job.plan();
    AuditOptions options = job.options();
    List<Configuration> all = plan.configurations();
    TrainingStep step = null;
    int logged = 0;
    int failuresInARow = 0;
    for (int position = 0; position < all.size(); position++) {
      if (!header.shard().holds(position)) {
        continue;
      }
      Configuration configuration = all.get(position);
      if (step == null
          || job.scenario().dataDependsOnSeed() && step.seed() != configuration.seed()) {
        step = job.scenario().steps().step(configuration.seed());
      }
      for (int repeat = 0; repeat < options.values().runs(); repeat++) {
        @Nullable RaceLog log =
            configuration.order().races() && logged < MOST_LOGGED ? new RaceLog() : null;
        RunOutcome outcome =
            failuresInARow >= MOST_FAILURES
                ? new RunOutcome.Failed("not run, after three failures in a row")
                : run(job, step, configuration, repeat, log);
        if (outcome instanceof RunOutcome.Cancelled) {
          return false;
        }
        boolean failed = outcome instanceof RunOutcome.Failed;
        failuresInARow = failed ? failuresInARow + 1 : 0;
        failures += failed ? 1 : 0;
        logged += log == null || log.races().isEmpty() ? 0 : 1;
        writer.run(number, position, repeat, outcome, log);
        progress.progressed(job.scenario().name(), ++runs, totalRuns());
      }
    }
    return true;
  }

  private static RunOutcome run(
      Job job, TrainingStep step, Configuration configuration, int repeat, @Nullable RaceLog log) {
    AuditOptions options = job.options();
    if (options.cancelled().getAsBoolean()) {
      return new RunOutcome.Cancelled();
    }
    RunOptions plain = new RunOptions(options.detectAnomaly(), options.cancelled());
    RunOptions logging = log == null ? plain : plain.withRaces(RunOptions.Races.recorded(log));
    return job.engine().run(step, configuration, repeat, logging);
  }

  /** The runs of this shard. */
  private long totalRuns() {
    long total = 0;
    for (ShardHeader.Entry entry : header.scenarios()) {
      int behind = header.shard().count() - header.shard().index();
      total += (long) ((entry.configurations() + behind) / header.shard().count()) * entry.runs();
    }
    return total;
  }
}
