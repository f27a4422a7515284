package dev.gradaudit.benchmark;

import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.builtin.BuiltinEngine;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.scenario.ScenarioReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * One forward and backward of {@code scenarios/cnn_segmentation.json}, two images of 3 × 64 × 64, on
 * one core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SegmentationBenchmark {
  @Param({"sequential", "pairwise"})
  public String order = "sequential";

  private final BuiltinEngine engine = new BuiltinEngine();
  private TrainingStep step;
  private Configuration configuration;

  @Setup
  public void prepare() throws OrderSyntaxException {
    Path file = Path.of("scenarios", "cnn_segmentation.json");
    Reading reading = new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read(file);
    Scenario scenario = ((Reading.Accepted) reading).scenario();
    step = scenario.steps().step(0);
    configuration = new Configuration(0, 1, Orders.parse(order));
  }

  @Benchmark
  public RunOutcome step() {
    return engine.run(step, configuration, 0, RunOptions.DEFAULT);
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws RunnerException {
    String name = SegmentationBenchmark.class.getSimpleName();
    new Runner(new OptionsBuilder().include(name).build()).run();
  }
}
