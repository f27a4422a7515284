package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gradaudit.engine.Analysis.Proof;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.Accumulation;
import dev.gradaudit.reduction.AnyOrderBound;
import dev.gradaudit.reduction.Layout;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.reduction.ReachableSums;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.SiteKind;
import dev.gradaudit.reduction.SumDistribution;
import dev.gradaudit.reduction.Summation;
import dev.gradaudit.reduction.WorstOrderSearch;
import dev.gradaudit.reduction.WorstOrders;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What is proved of single sums, against all the orders of few terms and many orders of more. The
 * system property {@code gradaudit.soundness.sums} sets how many sums of few terms are drawn, and
 * in proportion how many others.
 */
final class SumSoundnessTest {
  private static final int SUMS = Integer.getInteger("gradaudit.soundness.sums", 1_000_000);

  private static final List<DType> FLOATING =
      List.of(DType.BFLOAT16, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);

  private static final List<Configuration> ORDERS = Runs.everyOrder();

  /** One sum: where it came from, what it adds, what is claimed of it. */
  private record Sum(long seed, SumTerms kind, DType dtype, double[] terms) {
    static Sum draw(long seed, SplittableRandom random, DType dtype, int n) {
      SumTerms kind = SumTerms.any(random);
      return new Sum(seed, kind, dtype, kind.draw(dtype, n, random));
    }

    AnyOrderBound bound() {
      return AnyOrderBound.of(dtype, terms);
    }

    @Nullable Proof proof() {
      Tensor block = new DoubleTensor(Shape.of(terms.length, 1), terms);
      Tensor result = Tensors.filled(dtype, Shape.of(1), 0);
      return new BlockSums(block, null, terms.length, 1).facts(result, Liberties.NONE).proof();
    }

    void require(boolean holds, String claim) {
      if (!holds) {
        fail("%s, seed %d: %s %s", claim, seed, dtype.label(), Arrays.toString(terms));
      }
    }
  }

  /** What came of the sums of one kind. */
  private static final class Tally {
    private int sums;
    private int proved;
    private int differing;
    private int bounded;
    private double closest;

    /** Counts a sum whose results, over the orders that were tried, end at these two. */
    void add(boolean isProved, boolean differs, AnyOrderBound bound, double spread) {
      sums++;
      proved += isProved ? 1 : 0;
      differing += differs ? 1 : 0;
      if (bound.error() < Double.POSITIVE_INFINITY) {
        bounded++;
        closest = spread > 0 ? Math.max(closest, spread / bound.spread()) : closest;
      }
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d sums, %d proved, %d differ, %d bounded, to %.4f of the bound",
          sums,
          proved,
          differing,
          bounded,
          closest);
    }
  }

  private static boolean same(double a, double b) {
    return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
  }

  @Test
  void noOrderOfFewTermsContradictsAProofOrTheBound(TestReporter reporter) {
    Map<SumTerms, Tally> tallies = new EnumMap<>(SumTerms.class);
    for (int seed = 0; seed < SUMS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType dtype = FLOATING.get(random.nextInt(FLOATING.size()));
      Sum sum = Sum.draw(seed, random, dtype, 1 + random.nextInt(6));
      SumDistribution trees = ((ReachableSums.All) ReachableSums.of(dtype, sum.terms)).trees();
      AnyOrderBound bound = sum.bound();
      boolean proved = sum.proof() != null;
      sum.require(
          !proved || (trees.distinct() == 1 && same(trees.sum(0), bound.exactSum())),
          "proved, and not always the exact sum");
      for (int i = 0; i < trees.distinct(); i++) {
        sum.require(bound.admits(trees.sum(i)), "beyond the bound");
      }
      double spread = trees.max() - trees.min();
      sum.require(!(spread > bound.spread()), "further apart than the bound");
      tallies
          .computeIfAbsent(sum.kind, kind -> new Tally())
          .add(proved, trees.distinct() > 1, bound, spread);
    }
    tallies.forEach((kind, tally) -> reporter.publishEntry(kind.name(), tally.toString()));
    assertNeitherSideIsEmpty(tallies);
  }

  @Test
  void noOrderThatIsTriedOnMoreTermsContradictsAProofOrTheBound(TestReporter reporter) {
    Map<SumTerms, Tally> tallies = new EnumMap<>(SumTerms.class);
    for (int seed = 0; seed < SUMS / 100; seed++) {
      SplittableRandom random = new SplittableRandom(~seed);
      DType dtype = FLOATING.get(random.nextInt(FLOATING.size()));
      Sum sum = Sum.draw(~seed, random, dtype, 7 + random.nextInt(30));
      WorstOrders worst = WorstOrderSearch.search(dtype, sum.terms, seed, 120);
      AnyOrderBound bound = worst.bound();
      double lowest = worst.lowest().sum();
      double highest = worst.highest().sum();
      boolean differs =
          !same(lowest, highest) || (worst.notANumber() != null && !Double.isNaN(lowest));
      boolean proved = sum.proof() != null;
      sum.require(
          !proved || (!differs && same(lowest, bound.exactSum())),
          "proved, and not always the exact sum");
      sum.require(
          bound.admits(lowest)
              && bound.admits(highest)
              && (worst.notANumber() == null || bound.admits(Double.NaN))
              && !(worst.spread() > bound.spread()),
          "beyond the bound");
      tallies
          .computeIfAbsent(sum.kind, kind -> new Tally())
          .add(proved, differs, bound, worst.spread());
    }
    tallies.forEach((kind, tally) -> reporter.publishEntry(kind.name(), tally.toString()));
    assertNeitherSideIsEmpty(tallies);
  }

  /** Exact terms are all proved, others in part, and orders do tell those apart that are not. */
  private static void assertNeitherSideIsEmpty(Map<SumTerms, Tally> tallies) {
    assertThat(tallies).containsOnlyKeys(SumTerms.values());
    tallies.forEach(
        (kind, tally) -> {
          if (kind == SumTerms.EXACT) {
            assertThat(tally.proved).isEqualTo(tally.sums);
          } else {
            assertThat(tally.differing).as("%s: %s", kind, tally).isPositive();
          }
        });
    Tally borderline = Objects.requireNonNull(tallies.get(SumTerms.BORDERLINE));
    assertThat(borderline.proved).isBetween(borderline.sums / 10, borderline.sums * 9 / 10);
  }

  /** The engine's own sums: its orders with every accumulation, many sums at a time. */
  @Test
  void noOrderOfTheEngineContradictsAProofOrTheBound(TestReporter reporter) {
    Map<SumTerms, Tally> tallies = new EnumMap<>(SumTerms.class);
    int columns = 16;
    for (int seed = 0; seed < SUMS / (16 * columns); seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType dtype = FLOATING.get(random.nextInt(FLOATING.size()));
      int n = 1 + random.nextInt(40);
      Sum[] sums = new Sum[columns];
      for (int i = 0; i < columns; i++) {
        sums[i] = Sum.draw(seed, random, dtype, n);
      }
      boolean[] differs = new boolean[columns];
      double[] first = sums(sums, Runs.configuration("sequential", 1, 0));
      for (int run = 0; run < 12; run++) {
        Configuration order = ORDERS.get(random.nextInt(ORDERS.size()));
        double[] results = sums(sums, order);
        for (int i = 0; i < columns; i++) {
          String by = " by " + order.order().name() + " on " + order.threads() + " threads";
          boolean changed = !same(results[i], first[i]);
          differs[i] |= changed;
          sums[i].require(!changed || sums[i].proof() == null, "proved, and changed" + by);
          sums[i].require(!isPlain(order) || sums[i].bound().admits(results[i]), "too far" + by);
        }
      }
      for (int i = 0; i < columns; i++) {
        tallies
            .computeIfAbsent(sums[i].kind, kind -> new Tally())
            .add(sums[i].proof() != null, differs[i], sums[i].bound(), 0);
      }
    }
    tallies.forEach((kind, tally) -> reporter.publishEntry(kind.name(), tally.toString()));
    assertNeitherSideIsEmpty(tallies);
  }

  private static boolean isPlain(Configuration order) {
    return ((OrderSpec) order.order()).accumulation() == Accumulation.PLAIN;
  }

  private static double[] sums(Sum[] sums, Configuration configuration) {
    DType dtype = sums[0].dtype;
    int n = sums[0].terms.length;
    double[] block = new double[n * sums.length];
    for (int i = 0; i < block.length; i++) {
      block[i] = sums[i % sums.length].terms[i / sums.length];
    }
    Site site =
        new Site(
            new SiteKey(1, "sum", "forward", "", 1, 1),
            SiteKind.SUM,
            new Layout(List.of(n, sums.length), List.of(0)),
            dtype,
            n,
            sums.length,
            false);
    Summation summation =
        new Summation(configuration.order(), configuration.threads(), configuration.seed());
    if (dtype == DType.FLOAT64) {
      return summation.sumBlock(site, block);
    }
    float[] floats = new float[block.length];
    for (int i = 0; i < block.length; i++) {
      floats[i] = (float) block[i];
    }
    float[] results = summation.sumBlock(site, floats);
    double[] widened = new double[results.length];
    Arrays.setAll(widened, i -> results[i]);
    return widened;
  }
}
