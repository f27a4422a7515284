package dev.gradaudit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.builtin.BuiltinEngine;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.ErrorFree;
import dev.gradaudit.numeric.Ulps;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.PlainSourceLine;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ProgramCompiler;
import dev.gradaudit.program.SourceLine;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.AnyOrderBound;
import dev.gradaudit.reduction.Layout;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.reduction.ReachableSums;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.SiteKind;
import dev.gradaudit.reduction.SumDistribution;
import dev.gradaudit.reduction.Summation;
import dev.gradaudit.statistics.MatchBound;
import dev.gradaudit.statistics.Moments;
import dev.gradaudit.statistics.SignificantBits;
import dev.gradaudit.statistics.SignificantBits.ErrorKind;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Figures that are known from elsewhere, all in one place: whatever is rebuilt behind these public
 * classes, the numbers stay. What surrounds each figure is tested beside its class.
 */
final class CheckFiguresTest {
  private static final double[] TENTHS = filled(1000);
  private static final double[] RECIPROCALS =
      IntStream.rangeClosed(1, 1000).mapToDouble(k -> 1.0 / k).toArray();

  private static double[] filled(int terms) {
    double[] tenths = new double[terms];
    Arrays.fill(tenths, 0.1);
    return tenths;
  }

  private static Site site(DType dtype, int terms) {
    SiteKey key = new SiteKey(0, "sum", "forward", "", 1, 1);
    Layout layout = new Layout(List.of(terms, 1), List.of(0));
    return new Site(key, SiteKind.SUM, layout, dtype, terms, 1, false);
  }

  private static double sum(String order, double... terms) throws OrderSyntaxException {
    Summation summation = new Summation(Orders.parse(order), 1, 0);
    return summation.sumBlock(site(DType.FLOAT64, terms.length), terms)[0];
  }

  private static BigDecimal exactSum(double... terms) {
    return Arrays.stream(terms).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  // Distances in units in the last place, IEEE 754 binary64 and binary32.

  @Test
  void distancesInUlps() {
    assertThat(Long.toUnsignedString(Ulps.distance(-1.0, 1.0))).isEqualTo("9214364837600034816");
    assertThat(Long.toUnsignedString(Ulps.distance(-3.0, 3.0))).isEqualTo("9227875636482146304");
    assertThat(Ulps.distance(0.1, 0.3)).isEqualTo(7205759403792793L);
    assertThat(Ulps.distance(1.0, 2.0)).isEqualTo(1L << 52);
    assertThat(Ulps.distance(Double.MIN_NORMAL, Double.MIN_VALUE)).isEqualTo(4503599627370495L);
    assertThat(Ulps.distance(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY))
        .isEqualTo(4278190080L);
  }

  /** As Herbgrind and Herbie measure it: log2(ulps + 1). */
  @Test
  void bitsOfError() {
    assertThat(Ulps.bitsOfError(396)).isCloseTo(8.632995197142959, within(2e-15));
  }

  // Error-free transformations: Knuth's TwoSum says which additions are inexact.

  @Test
  void aThousandTenths() throws OrderSyntaxException {
    double sum = sum("sequential", TENTHS);
    assertThat(sum).isEqualTo(0x1.8ffffffffff9dp+6);
    assertThat(Ulps.ordinal(sum) - Ulps.ordinal(100.0)).isEqualTo(-99);
    double partial = 0.1;
    int inexact = 0;
    for (int i = 1; i < 1000; i++) {
      inexact += ErrorFree.sumError(partial, 0.1) != 0 ? 1 : 0;
      partial += 0.1;
    }
    assertThat(partial).isEqualTo(sum);
    assertThat(inexact).isEqualTo(998);
  }

  @Test
  void aThousandReciprocals() throws OrderSyntaxException {
    double exact = exactSum(RECIPROCALS).doubleValue();
    assertThat(sum("exact", RECIPROCALS)).isEqualTo(exact);
    assertThat(Ulps.ordinal(sum("sequential", RECIPROCALS)) - Ulps.ordinal(exact)).isEqualTo(-2);
    assertThat(Ulps.ordinal(sum("reversed", RECIPROCALS)) - Ulps.ordinal(exact)).isEqualTo(-5);
  }

  @Test
  void theHarmonicSeriesStagnatesInFloat32() throws OrderSyntaxException {
    // The last term that counts, the first that does not, and one more.
    int stagnates = 2_097_152;
    Summation summation = new Summation(Orders.parse("sequential"), 1, 0);
    float[] sums = new float[3];
    for (int i = 0; i < sums.length; i++) {
      float[] series = new float[stagnates - 1 + i];
      for (int k = 1; k <= series.length; k++) {
        series[k - 1] = 1f / k;
      }
      sums[i] = summation.sumBlock(site(DType.FLOAT32, series.length), series)[0];
    }
    assertThat((double) sums[1]).isEqualTo(15.403682708740234);
    assertThat(sums[0]).isEqualTo(sums[1]);
    assertThat(sums[2]).isEqualTo(sums[1]);
    // No partial sum before it stagnated.
    float partial = 0;
    for (int k = 1; k < stagnates; k++) {
      float next = partial + 1f / k;
      assertThat(next > partial).isTrue();
      partial = next;
    }
    assertThat(partial).isEqualTo(sums[0]);
  }

  // Bounds and certificates: Jeannerod and Rump 2013, and the condition number of a sum.

  @Test
  void theBoundOfAnyOrder() {
    AnyOrderBound bound = AnyOrderBound.of(DType.FLOAT64, TENTHS);
    // (n - 1) u Σ|x|, of which the observed 99 ulps are a small part.
    BigDecimal error = exactSum(TENTHS).multiply(new BigDecimal(999 * 0x1p-53));
    assertThat(new BigDecimal(bound.error())).isGreaterThanOrEqualTo(error);
    assertThat(bound.error()).isCloseTo(error.doubleValue(), within(1e-25));
    assertThat(bound.spread()).isEqualTo(2 * bound.error());
    assertThat(bound.admits(0x1.8ffffffffff9dp+6)).isTrue();
    assertThat(bound.admits(100 + 2 * bound.error())).isFalse();
  }

  @Test
  void theConditionNumberOfASumAndItsBoundInUlps() {
    assertThat(sumOf(3, -2, 1, -1).condition()).isEqualTo(7);
    // 2 (n - 1) u Σ|x| is a little more than 12 · 2^-24, and an ulp of the result, 2, is 2^-22.
    assertThat(sumOf(1, 0x1p-24f, 0x1p-24f, 1).boundUlps()).isCloseTo(3, within(1e-6));
  }

  /** Σ|x| ≤ 2^24 q, for q the largest power of two that divides every term. */
  @Test
  void aSumIsProvedOrderIndependentWhileItsPartialSumsAreExact() {
    float large = 0x1p24f;
    assertThat(sumOf(large - 3, 1, 1).proof()).isEqualTo(Analysis.Proof.EXACT);
    assertThat(sumOf((large - 3) * 0x1p-60f, 0x1p-60f, 0x1p-60f).proof())
        .isEqualTo(Analysis.Proof.EXACT);
    assertThat(sumOf(large, 1, 1).proof()).isNull();
    assertThat(reachable(DType.FLOAT32, large, 1, 1).trees().distinct()).isEqualTo(2);
    assertThat(sumOf(large, 1).proof()).isEqualTo(Analysis.Proof.FEW_TERMS);
    assertThat(sumOf(-0f, -0f, -0f).proof()).isNull();
  }

  private static Analysis.Site sumOf(float... terms) {
    Tensor x = new FloatTensor(DType.FLOAT32, Shape.of(terms.length), terms);
    Map<String, InputType> types =
        Map.of("x", new InputType(new TensorType(x.dtype(), x.shape()), true));
    List<SourceLine> lines = List.of(new PlainSourceLine("test", "loss = x.sum()"));
    Program program =
        ProgramCompiler.compile(lines, types, null, OpTable.instance(), fault -> {}).orElseThrow();
    Tensor one = Tensors.filled(DType.FLOAT32, Shape.SCALAR, 1);
    TrainingStep step = new TrainingStep(program, Map.of("x", x), one, 0);
    return new BuiltinEngine().analyse(step, Liberties.NONE).sites().get(0);
  }

  // Every tree and every permutation of few terms.

  private static ReachableSums.All reachable(DType dtype, double... terms) {
    return (ReachableSums.All) ReachableSums.of(dtype, terms);
  }

  private static Map<Double, Long> counts(SumDistribution sums) {
    Map<Double, Long> counts = new HashMap<>();
    for (int i = 0; i < sums.distinct(); i++) {
      counts.put(sums.sum(i), sums.count(i));
    }
    return counts;
  }

  @Test
  void reachableSumsOfTermsBelowThePrecision() {
    ReachableSums.All sums = reachable(DType.FLOAT64, 1, 0x1p-53, 0x1p-53, -1);
    assertThat(counts(sums.trees())).isEqualTo(Map.of(0.0, 2L, 0x1p-53, 4L, 0x1p-52, 9L));
    assertThat(counts(sums.sequences())).isEqualTo(Map.of(0.0, 4L, 0x1p-53, 4L, 0x1p-52, 16L));
  }

  @Test
  void reachableSumsOfACancellation() {
    ReachableSums.All sums = reachable(DType.FLOAT64, 1e16, 1, -1e16, 1);
    assertThat(counts(sums.trees())).isEqualTo(Map.of(0.0, 6L, 1.0, 4L, 2.0, 5L));
    assertThat(counts(sums.sequences())).isEqualTo(Map.of(0.0, 8L, 1.0, 8L, 2.0, 8L));
  }

  @Test
  void reachableSumsOfEightTenths() {
    ReachableSums.All sums = reachable(DType.FLOAT64, filled(8));
    assertThat(counts(sums.trees())).isEqualTo(Map.of(0.7999999999999999, 52920L, 0.8, 82215L));
    assertThat(counts(sums.sequences())).isEqualTo(Map.of(0.7999999999999999, 40320L));
    // (2n - 3)!! trees and n! permutations.
    assertThat(sums.trees().total()).isEqualTo(13 * 11 * 9 * 7 * 5 * 3);
    assertThat(sums.sequences().total()).isEqualTo(8 * 7 * 6 * 5 * 4 * 3 * 2);
  }

  // Significant bits: Sohier et al., TOMS 2021.

  @Test
  void whatTheNormalMethodTakesOff() {
    Map<Integer, Double> figures =
        Map.of(3, 4.01688883539, 10, 2.23341573486, 30, 1.79190841383, 100, 1.58124381303);
    figures.forEach(
        (runs, figure) -> {
          SignificantBits bits = SignificantBits.of(ErrorKind.RELATIVE, runs, 0.99, 0.95);
          assertThat(bits.penalty()).as("%d runs", runs).isCloseTo(figure, within(5e-12));
          // A deviation of 1 about 2^20, divided by n.
          double[] sample = new double[runs];
          Arrays.setAll(sample, i -> 0x1p20 + (i % 2 == 0 ? 1 : -1));
          double deviation = runs % 2 == 0 ? 1 : Math.sqrt(1 - 1.0 / (runs * runs));
          assertThat(bits.normal(Moments.of(sample), 0x1p20))
              .isCloseTo(
                  20 - StrictMath.log(deviation) / StrictMath.log(2) - figure, within(1e-11));
        });
  }

  @Test
  void runsThatAllMustSucceed() {
    assertThat(MatchBound.runsNeeded(1 - 0.9, 0.95)).isEqualTo(29);
    assertThat(MatchBound.runsNeeded(0.1, 0.95)).isEqualTo(29);
    assertThat(MatchBound.runsNeeded(0.05, 0.95)).isEqualTo(59);
    assertThat(MatchBound.runsNeeded(0.01, 0.95)).isEqualTo(299);
    assertThat(MatchBound.runsNeeded(0.001, 0.95)).isEqualTo(2995);
  }

  @Test
  void theProbabilityThatIdenticalRunsShow() {
    assertThat(MatchBound.probability(10, 0.95)).isCloseTo(0.74113444910694772, within(2e-16));
    assertThat(MatchBound.probability(30, 0.95)).isCloseTo(0.90496614714469586, within(2e-16));
  }
}
