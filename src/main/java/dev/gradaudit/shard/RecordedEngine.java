package dev.gradaudit.shard;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Referee;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.RaceLog;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the runs that one machine has written down. What is asked beyond the plan, such as
 * runs that are looked into, the engine makes that made them.
 */
final class RecordedEngine implements GradientEngine {
  private final GradientEngine maker;
  private final List<ShardFile> shards;
  private final int scenario;
  private final Map<Configuration, Integer> positions = new HashMap<>();

  /**
   * @param maker the engine that the runs are of
   * @param shards all of one audit and machine, in order
   * @param scenario its place in their headers
   */
  RecordedEngine(GradientEngine maker, List<ShardFile> shards, int scenario, Plan plan) {
    this.maker = maker;
    this.shards = List.copyOf(shards);
    this.scenario = scenario;
    List<Configuration> configurations = plan.configurations();
    for (int position = 0; position < configurations.size(); position++) {
      positions.put(configurations.get(position), position);
    }
  }

  @Override
  public String name() {
    return maker.name();
  }

  @Override
  public Set<Axis> axes() {
    return maker.axes();
  }

  @Override
  public boolean detectsAnomalies() {
    return maker.detectsAnomalies();
  }

  @Override
  public boolean runsModules() {
    return maker.runsModules();
  }

  @Override
  public @Nullable Referee referee() {
    return maker.referee();
  }

  @Override
  public RunOutcome run(
      TrainingStep step, Configuration configuration, int repeat, RunOptions options) {
    Integer position = positions.get(configuration);
    RunOptions.Races races = options.races();
    if (position == null
        || options.observer() != null
        || races != null && !races.log().races().isEmpty()) {
      return made(step, configuration, repeat, options);
    }
    ShardFile shard = shards.get(position % shards.size());
    try {
      Optional<ShardFile.Recorded> recorded = shard.run(scenario, position, repeat);
      if (recorded.isEmpty()) {
        return new RunOutcome.Failed(
            "'" + shard.path() + "' has no run " + (position + 1) + "." + (repeat + 1));
      }
      RaceLog log = recorded.get().races();
      if (races != null && log != null) {
        log.races().forEach((site, all) -> all.forEach(each -> races.log().add(site, each)));
      }
      return recorded.get().outcome();
    } catch (ShardFileException e) {
      return new RunOutcome.Failed(e.text());
    } catch (IOException e) {
      return new RunOutcome.Failed("'" + shard.path() + "' cannot be read: " + e.getMessage());
    }
  }

  /** A merge runs nobody's commands. */
  private RunOutcome made(
      TrainingStep step, Configuration configuration, int repeat, RunOptions options) {
    return step.program().external() == null
        ? maker.run(step, configuration, repeat, options)
        : new RunOutcome.Failed("a merge runs no commands");
  }
}
