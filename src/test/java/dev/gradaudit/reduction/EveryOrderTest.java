package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every permutation, tree, accumulation, dtype and number of threads, on nasty numbers of awkward
 * lengths: both evaluators give the bits of {@link OrderEmulator}, by rows and one by one.
 */
class EveryOrderTest {
  private static final int[] LENGTHS = {0, 1, 2, 3, 5, 7, 8, 9, 31, 32, 33, 64, 127};
  private static final List<DType> DTYPES =
      Stream.of(DType.values()).filter(DType::isFloating).toList();
  private static final int[] THREADS = {1, 2, 3, 8};
  private static final long SEED = 11;

  private static final List<Tree> TREES =
      List.of(
          new Tree.Sequential(),
          new Tree.Pairwise(),
          new Tree.Strided(4),
          new Tree.Blocked(5),
          new Tree.RandomTree(),
          new Tree.Atomic());

  /** Sizes at the ends of their range; with one permutation. */
  private static final List<Tree> EXTREME_TREES =
      List.of(
          new Tree.Strided(1),
          new Tree.Blocked(1),
          new Tree.Strided(999_999_999),
          new Tree.Blocked(999_999_999));

  /** Threads that arrive last one first, so that the emulator can know. */
  private static final Arrivals LAST_FIRST =
      (racers, work) -> {
        IntStream.range(0, racers).forEach(work);
        return lastFirst(racers);
      };

  static Stream<OrderSpec> orders() {
    List<OrderSpec> orders = new ArrayList<>();
    for (Accumulation accumulation : Accumulation.values()) {
      for (Tree tree : TREES) {
        for (Permutation permutation : Permutation.values()) {
          orders.add(new OrderSpec(permutation, tree, accumulation));
        }
      }
      for (Tree tree : EXTREME_TREES) {
        orders.add(new OrderSpec(Permutation.SHUFFLED, tree, accumulation));
      }
    }
    return orders.stream();
  }

  @Test
  void noTreeIsLeftOut() {
    assertThat(TREES.stream().<Object>map(Tree::getClass))
        .containsExactlyInAnyOrder((Object[]) Tree.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("orders")
  void sumsAreThoseOfTheDefinition(OrderSpec order) {
    for (DType dtype : DTYPES) {
      for (int terms : LENGTHS) {
        double[][] columns = columns(terms, dtype);
        for (int threads : THREADS) {
          Site site = Sites.sums(dtype, terms, columns.length);
          OrderEmulator emulator = emulator(order, site, threads);
          double[] expected = new double[columns.length];
          for (int j = 0; j < columns.length; j++) {
            expected[j] = emulator.sum(terms(columns[j]));
          }
          String what = order.name() + " " + dtype + " n=" + terms + " threads=" + threads;
          for (Evaluator evaluator : evaluators()) {
            Summation summation = new Summation(order, threads, SEED, evaluator);
            assertBits(sumBlock(summation, site, columns), expected, what);
          }
          Summation one = new Summation(order, threads, SEED, new FastEvaluator(LAST_FIRST));
          Site single = Sites.sums(dtype, terms, 1);
          for (int j = 0; j < columns.length; j++) {
            assertBits(
                sumBlock(one, single, new double[][] {columns[j]}),
                new double[] {expected[j]},
                what + " column " + j);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void sumsOfProductsAreThoseOfTheDefinition(OrderSpec order) {
    int[][] shapes = {{2, 1}, {1, 9}, {9, 1}, {2, 11}};
    for (DType dtype : DTYPES) {
      for (int terms : new int[] {1, 2, 5, 8, 17}) {
        for (int[] shape : shapes) {
          double[][] left = columns(terms, dtype, shape[0], 1);
          double[][] right = columns(terms, dtype, shape[1], 2);
          Site site = Sites.products(dtype, shape[0], terms, shape[1]);
          for (int threads : new int[] {1, 3}) {
            OrderEmulator emulator = emulator(order, site, threads);
            double[] expected = new double[shape[0] * shape[1]];
            for (int m = 0; m < shape[0]; m++) {
              for (int n = 0; n < shape[1]; n++) {
                expected[m * shape[1] + n] = emulator.sum(products(left[m], right[n]));
              }
            }
            String what = order.name() + " " + site + " threads=" + threads;
            for (Evaluator evaluator : evaluators()) {
              Summation summation = new Summation(order, threads, SEED, evaluator);
              assertBits(sumProducts(summation, site, left, right), expected, what);
            }
          }
        }
      }
    }
  }

  private static List<Evaluator> evaluators() {
    return List.of(new FastEvaluator(LAST_FIRST), new ReferenceEvaluator(LAST_FIRST));
  }

  private static OrderEmulator emulator(OrderSpec order, Site site, int threads) {
    SumPlan plan = order.plan(site, threads, SEED);
    int[] shuffled = {};
    List<OrderEmulator.Node> trees = new ArrayList<>();
    if (!plan.segments().isEmpty()) {
      SumPlan.Segment segment = plan.segments().get(0);
      if (segment.terms() instanceof TermOrder.Listed listed) {
        shuffled = listed.terms();
        assertThat(Arrays.stream(shuffled).sorted())
            .containsExactlyElementsOf(IntStream.range(0, site.terms()).boxed().toList());
      }
      if (order.tree() instanceof Tree.RandomTree) {
        for (TreeWalk tree : ((Chunks) segment.schedule()).trees()) {
          trees.add(TreeRecorder.record(tree));
        }
      }
    }
    return new OrderEmulator(
        order,
        site.dtype(),
        threads,
        shuffled,
        trees::get,
        lastFirst(Math.min(threads, site.terms())),
        uniform(plan));
  }

  private static OrderEmulator.Uniform uniform(SumPlan plan) {
    return (a, b, terms) ->
        Objects.requireNonNull(plan.segments().get(0).rounding()).uniform(a, b, terms);
  }

  private static int[] lastFirst(int racers) {
    return IntStream.range(0, racers).map(i -> racers - 1 - i).toArray();
  }

  private static double[][] columns(int terms, DType dtype) {
    return columns(terms, dtype, NastyNumbers.KINDS, 0);
  }

  private static double[][] columns(int terms, DType dtype, int count, int salt) {
    SplittableRandom random = new SplittableRandom(100L * terms + salt);
    double[][] columns = new double[count][];
    for (int kind = 0; kind < count; kind++) {
      columns[kind] = NastyNumbers.column(kind % NastyNumbers.KINDS, terms, dtype, random);
    }
    return columns;
  }

  private static List<OrderEmulator.Term> terms(double[] values) {
    return Arrays.stream(values).mapToObj(v -> new OrderEmulator.Term(v, 1, false)).toList();
  }

  private static List<OrderEmulator.Term> products(double[] left, double[] right) {
    return IntStream.range(0, left.length)
        .mapToObj(i -> new OrderEmulator.Term(left[i], right[i], true))
        .toList();
  }

  private static double[] sumBlock(Summation summation, Site site, double[][] columns) {
    double[] block = new double[site.terms() * site.sums()];
    for (int t = 0; t < site.terms(); t++) {
      for (int j = 0; j < site.sums(); j++) {
        block[t * site.sums() + j] = columns[j][t];
      }
    }
    return site.dtype() == DType.FLOAT64
        ? summation.sumBlock(site, block)
        : widened(summation.sumBlock(site, narrowed(block)));
  }

  /**
   * @param right by columns
   */
  private static double[] sumProducts(
      Summation summation, Site site, double[][] left, double[][] right) {
    double[][] rows = new double[site.terms()][right.length];
    for (int t = 0; t < site.terms(); t++) {
      for (int n = 0; n < right.length; n++) {
        rows[t][n] = right[n][t];
      }
    }
    if (site.dtype() == DType.FLOAT64) {
      return summation.sumProducts(site, left, rows);
    }
    float[][] leftFloats = Stream.of(left).map(EveryOrderTest::narrowed).toArray(float[][]::new);
    float[][] rightFloats = Stream.of(rows).map(EveryOrderTest::narrowed).toArray(float[][]::new);
    return widened(summation.sumProducts(site, leftFloats, rightFloats));
  }

  private static float[] narrowed(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] widened(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Arrays compare doubles by their bits, all NaN alike. */
  private static void assertBits(double[] actual, double[] expected, String what) {
    if (!Arrays.equals(actual, expected)) {
      assertThat(actual).as(what).isEqualTo(expected);
    }
  }
}
