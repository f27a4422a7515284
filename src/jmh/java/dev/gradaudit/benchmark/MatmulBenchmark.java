package dev.gradaudit.benchmark;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.reduction.Layout;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.SiteKind;
import dev.gradaudit.reduction.Summation;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
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
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The float32 matrix product of a large linear layer, 256 × 512 by 512 × 512, on one core, in some
 * orders. Prints 2 · M · N · K operations per second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatmulBenchmark {
  private static final int ROWS = 256;
  private static final int INNER = 512;
  private static final int COLUMNS = 512;

  @Param({"sequential", "fma", "shuffled", "pairwise", "strided:8", "neumaier"})
  public String order = "sequential";

  private float[][] left = {};
  private float[][] right = {};
  private Summation summation;
  private Site site;

  @Setup
  public void prepare() throws OrderSyntaxException {
    left = random("left", ROWS, INNER);
    right = random("right", INNER, COLUMNS);
    summation = new Summation(Orders.parse(order), 1, 0);
    site =
        new Site(
            new SiteKey(0, "matmul", "forward", "", 1, 1),
            SiteKind.MATMUL,
            new Layout(List.of(1, ROWS, COLUMNS, INNER), List.of(3)),
            DType.FLOAT32,
            INNER,
            ROWS * COLUMNS,
            true);
  }

  @Benchmark
  public float[] product() {
    return summation.sumProducts(site, left, right);
  }

  private static float[][] random(String name, int rows, int columns) {
    CounterRandom random = CounterRandom.of(0, name);
    float[][] values = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i][j] = 2 * random.unitFloat((long) i * columns + j) - 1;
      }
    }
    return values;
  }

  /** Runs the benchmark; arguments are orders to measure instead of the usual ones. */
  public static void main(String[] orders) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include(MatmulBenchmark.class.getSimpleName());
    if (orders.length > 0) {
      options.param("order", orders);
    }
    Options built = options.build();
    Collection<RunResult> results = new Runner(built).run();
    double operations = 2.0 * ROWS * INNER * COLUMNS;
    for (RunResult result : results) {
      double seconds = result.getPrimaryResult().getScore() / 1000;
      System.out.printf(
          Locale.ROOT,
          "%-12s %6.1f GFLOP/s%n",
          result.getParams().getParam("order"),
          operations / seconds / 1e9);
    }
  }
}
