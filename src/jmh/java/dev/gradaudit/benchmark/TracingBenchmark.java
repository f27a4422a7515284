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
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What it costs to trace a step: as it is, with every site's operands and result kept, and with
 * them held bit by bit against those of another run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class TracingBenchmark {
  @Param({"cnn_segmentation", "transformer_block", "polynomial_sweep"})
  public String scenario = "cnn_segmentation";

  private final BuiltinEngine engine = new BuiltinEngine();
  private final List<Tensor> known = new ArrayList<>();
  private TrainingStep step;
  private Configuration configuration;

  @Setup
  public void prepare() throws OrderSyntaxException {
    Path file = Path.of("scenarios", scenario + ".json");
    Reading reading = new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read(file);
    Scenario read = ((Reading.Accepted) reading).scenario();
    step = read.steps().step(0);
    configuration = new Configuration(0, 1, Orders.parse("sequential"));
    known.addAll(traced());
  }

  @Benchmark
  public RunOutcome asItIs() {
    return engine.run(step, configuration, 0, RunOptions.DEFAULT);
  }

  /** As the first of two runs is explained. */
  @Benchmark
  public List<Tensor> traced() {
    List<Tensor> kept = new ArrayList<>();
    RunOptions traced =
        RunOptions.DEFAULT.observedBy(
            (site, inputs, output, terms) -> {
              kept.addAll(inputs);
              kept.add(output);
            });
    engine.run(step, configuration, 0, traced);
    return kept;
  }

  /** As the second one is. */
  @Benchmark
  public int tracedAndCompared() {
    int[] next = {0};
    RunOptions traced =
        RunOptions.DEFAULT.observedBy(
            (site, inputs, output, terms) -> {
              for (Tensor input : inputs) {
                requireSame(input, next);
              }
              requireSame(output, next);
            });
    engine.run(step, configuration, 0, traced);
    return next[0];
  }

  private void requireSame(Tensor tensor, int[] next) {
    if (!Tensors.sameBits(tensor, known.get(next[0]++))) {
      throw new IllegalStateException("equal runs gave different bits");
    }
  }

  /** Runs the benchmark and prints the ratios of the medians. */
  public static void main(String[] arguments) throws RunnerException {
    String name = TracingBenchmark.class.getSimpleName();
    Collection<RunResult> results = new Runner(new OptionsBuilder().include(name).build()).run();
    for (RunResult result : results) {
      String scenario = result.getParams().getParam("scenario");
      double plain = median(results, scenario, "asItIs");
      double own = result.getPrimaryResult().getStatistics().getPercentile(50);
      String method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
      System.out.println(scenario + " " + method + ": median x" + own / plain);
    }
  }

  private static double median(Collection<RunResult> results, String scenario, String method) {
    return results.stream()
        .filter(result -> result.getParams().getParam("scenario").equals(scenario))
        .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
        .mapToDouble(result -> result.getPrimaryResult().getStatistics().getPercentile(50))
        .findFirst()
        .orElse(Double.NaN);
  }
}
