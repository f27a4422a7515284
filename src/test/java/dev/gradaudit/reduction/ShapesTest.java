package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fast evaluator against the plain one over shapes: narrow, wide, turned, and several tiles.
 */
class ShapesTest {
  private static final List<DType> HELD_AS_FLOAT =
      List.of(DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16);

  private static final Arrivals BY_NUMBER =
      (racers, work) -> {
        IntStream.range(0, racers).forEach(work);
        return IntStream.range(0, racers).toArray();
      };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sequential",
        "fma",
        "kahan",
        "neumaier",
        "wide",
        "stochastic",
        "shuffled/pairwise/stochastic",
        "exact",
        "shuffled/pairwise/fma",
        "descending/strided:3/kahan",
        "reversed/blocked:4/wide",
        "random-tree/neumaier",
        "atomic"
      })
  void productsOfEveryShapeAreTheSame(String name) throws OrderSyntaxException {
    int[][] shapes = {
      {1, 3, 1},
      {5, 3, 1},
      {16, 3, 1},
      {17, 4, 15},
      {9, 9, 7},
      {1, 6, 8},
      {3, 2, 600},
      {600, 2, 3},
      {2, 13, 1030},
      {33, 1, 33}
    };
    SplittableRandom random = new SplittableRandom(5);
    // One for all shapes, so that what is left of a larger one would show.
    Summation fast = fast(name, 3);
    Summation plain = plain(name, 3);
    for (int[] shape : shapes) {
      double[][] left = matrix(shape[0], shape[1], random);
      double[][] right = matrix(shape[1], shape[2], random);
      Site doubles = Sites.products(DType.FLOAT64, shape[0], shape[1], shape[2]);
      assertThat(fast.sumProducts(doubles, left, right))
          .as(Arrays.toString(shape))
          .isEqualTo(plain.sumProducts(doubles, left, right));
      for (DType dtype : HELD_AS_FLOAT) {
        Site floats = Sites.products(dtype, shape[0], shape[1], shape[2]);
        assertThat(fast.sumProducts(floats, floats(dtype, left), floats(dtype, right)))
            .as("%s %s", dtype, Arrays.toString(shape))
            .isEqualTo(plain.sumProducts(floats, floats(dtype, left), floats(dtype, right)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sequential",
        "kahan",
        "neumaier",
        "wide",
        "stochastic",
        "shuffled/pairwise/stochastic",
        "exact",
        "shuffled/pairwise/fma",
        "ascending/strided:3",
        "reversed/blocked:4/wide",
        "random-tree/neumaier",
        "atomic/kahan"
      })
  void blocksAndRowsOfEveryShapeAreTheSame(String name) throws OrderSyntaxException {
    int[][] shapes = {{13, 1}, {6, 7}, {6, 8}, {9, 512}, {5, 513}, {4, 1500}, {1, 20}, {40, 9}};
    SplittableRandom random = new SplittableRandom(6);
    Summation fast = fast(name, 2);
    Summation plain = plain(name, 2);
    for (int[] shape : shapes) {
      double[][] rows = matrix(shape[0], shape[1], random);
      Site doubles = Sites.sums(DType.FLOAT64, shape[0], shape[1]);
      double[] expected = plain.sumBlock(doubles, flat(rows));
      assertThat(fast.sumBlock(doubles, flat(rows))).isEqualTo(expected);
      assertThat(fast.sumRows(doubles, rows)).isEqualTo(expected);
      assertThat(plain.sumRows(doubles, rows)).isEqualTo(expected);
      for (DType dtype : HELD_AS_FLOAT) {
        Site floats = Sites.sums(dtype, shape[0], shape[1]);
        float[] block = floats(dtype, flat(rows));
        float[] expectedFloats = plain.sumBlock(floats, block);
        assertThat(fast.sumBlock(floats, block)).isEqualTo(expectedFloats);
        assertThat(fast.sumRows(floats, floats(dtype, rows))).isEqualTo(expectedFloats);
        assertThat(plain.sumRows(floats, floats(dtype, rows))).isEqualTo(expectedFloats);
      }
    }
  }

  @Test
  void theArgumentsAreOnlyRead() throws OrderSyntaxException {
    double[][] rows = matrix(1, 20, new SplittableRandom(7));
    double[][] copy = {rows[0].clone()};
    for (String name : List.of("sequential", "neumaier", "ascending")) {
      double[] sums = fast(name, 1).sumRows(Sites.sums(DType.FLOAT64, 1, 20), rows);
      assertThat(sums).isEqualTo(copy[0]).isNotSameAs(rows[0]);
      assertThat(rows[0]).isEqualTo(copy[0]);
    }
  }

  /**
   * What a plan of a library looks like: accumulators that start at +0, another tree for the last
   * columns, and no chunks.
   */
  @Test
  void segmentsMayBeginAndEndAnywhereAndStartFromZero() {
    Schedule fromZero =
        schedule(
            (sums, n) -> {
              sums.zero(0);
              sums.addLeaves(0, 0, n, 1);
              return 0;
            });
    Schedule twoLanes =
        schedule(
            (sums, n) -> {
              sums.zero(2);
              sums.leaf(1, 0);
              sums.addLeaves(1, 2, n, 2);
              sums.leaf(0, 1);
              sums.addLeaves(0, 3, n, 2);
              sums.combine(1, 0);
              sums.combine(1, 2);
              return 1;
            });
    SplittableRandom random = new SplittableRandom(8);
    for (Accumulation accumulation : Accumulation.values()) {
      for (int[] cuts : new int[][] {{5}, {16}, {20, 23}, {1, 2, 3, 599, 1100}}) {
        int sums = 3 * 400;
        SumPlan plan = plan(cuts, sums, accumulation, fromZero, twoLanes);
        Order order = new Prescribed(plan);
        Summation fast = new Summation(order, 1, 0, new FastEvaluator(BY_NUMBER));
        Summation plain = new Summation(order, 1, 0, new ReferenceEvaluator(BY_NUMBER));
        double[][] left = matrix(3, 6, random);
        double[][] right = matrix(6, 400, random);
        left[0][0] = -0.0;
        Site products = Sites.products(DType.FLOAT64, 3, 6, 400);
        assertThat(fast.sumProducts(products, left, right))
            .as("%s cut at %s", accumulation, Arrays.toString(cuts))
            .isEqualTo(plain.sumProducts(products, left, right));
        // As narrow products would be turned if their sums were not cut.
        double[][] tall = matrix(400, 6, random);
        double[][] narrow = matrix(6, 3, random);
        Site turned = Sites.products(DType.FLOAT64, 400, 6, 3);
        assertThat(fast.sumProducts(turned, tall, narrow))
            .isEqualTo(plain.sumProducts(turned, tall, narrow));
        float[] zeros = new float[6 * sums];
        Arrays.fill(zeros, -0f);
        for (DType dtype : HELD_AS_FLOAT) {
          Site floats = Sites.sums(dtype, 6, sums);
          float[] sumsOfZeros = fast.sumBlock(floats, zeros);
          assertThat(sumsOfZeros).isEqualTo(plain.sumBlock(floats, zeros));
          boolean exact = accumulation == Accumulation.EXACT;
          assertThat(sumsOfZeros[0]).isEqualTo(Float.valueOf(exact ? -0f : 0f));
          Site cut = Sites.products(dtype, 3, 6, 400);
          assertThat(fast.sumProducts(cut, floats(dtype, left), floats(dtype, right)))
              .isEqualTo(plain.sumProducts(cut, floats(dtype, left), floats(dtype, right)));
        }
      }
    }
  }

  private interface Walk {
    int walk(PartialSums sums, int terms);
  }

  private static Schedule schedule(Walk walk) {
    return new Schedule() {
      @Override
      public int registers() {
        return 3;
      }

      @Override
      public int walk(PartialSums sums, Arrivals arrivals) {
        return walk.walk(sums, 6);
      }
    };
  }

  private static SumPlan plan(
      int[] cuts, int sums, Accumulation accumulation, Schedule... schedules) {
    SumPlan.Segment[] segments = new SumPlan.Segment[cuts.length + 1];
    for (int i = 0; i <= cuts.length; i++) {
      int from = i == 0 ? 0 : cuts[i - 1];
      int to = i == cuts.length ? sums : cuts[i];
      Schedule schedule = schedules[i % schedules.length];
      StochasticRounding rounding = new StochasticRounding(CounterRandom.of(1, "rounding"));
      segments[i] =
          new SumPlan.Segment(from, to, TermOrder.AS_GIVEN, schedule, accumulation, rounding);
    }
    return new SumPlan(List.of(segments));
  }

  private record Prescribed(SumPlan plan) implements Order {
    @Override
    public boolean roundsAtRandom() {
      return false;
    }

    @Override
    public String name() {
      return "prescribed";
    }

    @Override
    public boolean fusesProducts() {
      return false;
    }

    @Override
    public boolean races() {
      return false;
    }

    @Override
    public SumPlan plan(Site site, int threads, long seed) {
      return plan;
    }
  }

  private static Summation fast(String name, int threads) throws OrderSyntaxException {
    return new Summation(Orders.parse(name), threads, 9, new FastEvaluator(BY_NUMBER));
  }

  private static Summation plain(String name, int threads) throws OrderSyntaxException {
    return new Summation(Orders.parse(name), threads, 9, new ReferenceEvaluator(BY_NUMBER));
  }

  private static double[][] matrix(int rows, int columns, SplittableRandom random) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] =
            random.nextInt(200) == 0
                ? Double.NaN
                : Math.scalb(random.nextDouble() - 0.5, random.nextInt(12));
      }
    }
    return matrix;
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static float[] floats(DType dtype, double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) dtype.round(values[i]);
    }
    return floats;
  }

  private static float[][] floats(DType dtype, double[][] rows) {
    return Arrays.stream(rows).map(row -> floats(dtype, row)).toArray(float[][]::new);
  }
}
