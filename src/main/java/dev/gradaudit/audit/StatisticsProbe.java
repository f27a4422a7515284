package dev.gradaudit.audit;

import dev.gradaudit.audit.GradientStatistics.OfElement;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.statistics.ElementMoments;
import dev.gradaudit.statistics.FactorialVariance;
import dev.gradaudit.statistics.MeanConfidence;
import dev.gradaudit.statistics.MeanInterval;
import dev.gradaudit.statistics.Moments;
import dev.gradaudit.statistics.Normality;
import dev.gradaudit.statistics.ShapiroWilk;
import dev.gradaudit.statistics.SignificantBits;
import dev.gradaudit.statistics.SignificantBits.ErrorKind;
import dev.gradaudit.statistics.SignificantBits.Method;
import dev.gradaudit.statistics.VarianceShares;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes in runs one by one and keeps what the statistics need: some numbers for each element, and
 * the whole sample of a few elements, for the test of their distribution.
 */
final class StatisticsProbe {
  /** With this probability the significant bits are to hold. */
  private static final double PROBABILITY = 0.99;

  /** The level at which a normal distribution is rejected. */
  private static final double LEVEL = 0.05;

  /** So many elements are tested, spread evenly over the tensor. */
  private static final int MOST_TESTED = 64;

  /** Gradients with more elements are summed up in the report. */
  private static final int MOST_REPORTED = 4096;

  private final AxisValues values;
  private final PlanMode mode;
  private final boolean seedsCompare;
  private final double confidence;
  private final Map<String, Gradient> gradients = new LinkedHashMap<>();

  /**
   * @param seedsCompare whether runs of all seeds have the same data, so that the seed is an axis
   */
  StatisticsProbe(AxisValues values, PlanMode mode, boolean seedsCompare, double confidence) {
    this.values = values;
    this.mode = mode;
    this.seedsCompare = seedsCompare;
    this.confidence = confidence;
  }

  /** Takes in a run with the data of the baseline, or looks away where it says nothing new. */
  void add(Configuration configuration, int repeat, RunOutcome.Completed run) {
    boolean counts = repeat == 0 || configuration.order().races();
    if (!counts || !seedsCompare && configuration.seed() != values.seeds().get(0)) {
      return;
    }
    run.gradients()
        .forEach(
            (name, gradient) -> {
              if (gradient != null && gradient.size() > 0) {
                gradients
                    .computeIfAbsent(name, any -> new Gradient(gradient))
                    .add(configuration, repeat, gradient);
              }
            });
  }

  /** Of the gradients that are not the same in all runs. */
  List<GradientStatistics> results() {
    List<GradientStatistics> results = new ArrayList<>();
    gradients.forEach(
        (name, gradient) -> {
          if (gradient.moments.runs() >= 2 && gradient.varying() > 0) {
            results.add(gradient.statistics(name));
          }
        });
    return results;
  }

  private List<Axis> axes() {
    return seedsCompare
        ? List.of(Axis.SEED, Axis.THREADS, Axis.ORDER, Axis.CAPABILITY)
        : List.of(Axis.THREADS, Axis.ORDER, Axis.CAPABILITY);
  }

  private int[] at(Configuration configuration) {
    int threads = values.threads().indexOf(configuration.threads());
    int order = values.orders().indexOf(configuration.order());
    int capability = values.capabilities().indexOf(configuration.capability());
    return seedsCompare
        ? new int[] {values.seeds().indexOf(configuration.seed()), threads, order, capability}
        : new int[] {threads, order, capability};
  }

  /** What is known of one gradient so far. */
  private final class Gradient {
    private final DType dtype;
    private final Shape shape;
    private final ElementMoments moments;
    private final @Nullable FactorialVariance variance;
    private final int[] tested;
    private final List<double[]> samples = new ArrayList<>();

    Gradient(Tensor first) {
      dtype = first.dtype();
      shape = first.shape();
      moments = new ElementMoments(first.size());
      int[] extents = axes().stream().mapToInt(values::count).toArray();
      variance =
          mode == PlanMode.FULL_PRODUCT ? new FactorialVariance(first.size(), extents) : null;
      int count = Math.min(MOST_TESTED, first.size());
      tested = new int[count];
      for (int i = 0; i < count; i++) {
        tested[i] = (int) ((long) i * first.size() / count);
      }
    }

    void add(Configuration configuration, int repeat, Tensor run) {
      moments.add(run);
      if (variance != null && repeat == 0) {
        variance.add(run, at(configuration));
      }
      if (samples.size() < ShapiroWilk.MOST) {
        samples.add(Arrays.stream(tested).mapToDouble(run::doubleAt).toArray());
      }
    }

    int varying() {
      int varying = 0;
      for (int i = 0; i < moments.elements(); i++) {
        Moments of = moments.at(i);
        varying += of.isConstant() || Double.isNaN(of.min()) ? 0 : 1;
      }
      return varying;
    }

    GradientStatistics statistics(String name) {
      SignificantBits bits =
          SignificantBits.of(ErrorKind.ABSOLUTE, moments.runs(), PROBABILITY, confidence);
      MeanConfidence interval = MeanConfidence.of(moments.runs(), confidence);
      OfElement worst = element(0, bits, interval);
      double leastNormal = Double.POSITIVE_INFINITY;
      double leastGeneral = Double.POSITIVE_INFINITY;
      List<OfElement> elements = new ArrayList<>();
      for (int i = 0; i < moments.elements(); i++) {
        OfElement element = element(i, bits, interval);
        if (moments.elements() <= MOST_REPORTED) {
          elements.add(element);
        }
        if (!(worst.generalBits() <= element.generalBits())) {
          worst = element;
        }
        if (Double.isNaN(moments.at(i).min())) {
          // NaN in some run: it has no bits to count.
          continue;
        }
        leastNormal = Math.min(leastNormal, element.normalBits());
        leastGeneral = Math.min(leastGeneral, element.generalBits());
      }
      int testable = 0;
      int rejected = 0;
      for (int i = 0; i < tested.length; i++) {
        if (ShapiroWilk.test(sample(i)) instanceof Normality.Tested test) {
          testable++;
          rejected += test.pValue() < LEVEL ? 1 : 0;
        }
      }
      boolean normal =
          testable > 0 && !isMoreThanByChance(rejected, testable) && !Double.isNaN(leastNormal);
      Map<Axis, Double> shares = new EnumMap<>(Axis.class);
      double remainder = Double.NaN;
      if (variance != null && variance.isBalanced()) {
        VarianceShares parts = variance.together();
        for (int axis = 0; axis < axes().size(); axis++) {
          shares.put(axes().get(axis), parts.axes().get(axis));
        }
        remainder = parts.remainder();
      }
      return new GradientStatistics(
          name,
          dtype,
          Math.toIntExact(moments.runs()),
          moments.elements(),
          varying(),
          testable,
          rejected,
          normal ? Method.NORMAL : Method.GENERAL,
          leastNormal,
          leastGeneral,
          bits.generalProbability(),
          worst,
          shares,
          remainder,
          elements);
    }

    private OfElement element(int i, SignificantBits bits, MeanConfidence confidenceOfMean) {
      Moments of = moments.at(i);
      MeanInterval mean = confidenceOfMean.around(of);
      return new OfElement(
          Arrays.stream(shape.indexOf(i)).boxed().toList(),
          of.mean(),
          mean.halfWidth(),
          of.standardDeviation(),
          of.min(),
          of.max(),
          bits.normal(of, of.mean()),
          bits.general(of, of.mean()));
    }

    private double[] sample(int position) {
      return samples.stream().mapToDouble(run -> run[position]).toArray();
    }

    /**
     * By chance a part of {@code LEVEL} of normal samples is rejected; more than three deviations
     * above that is taken to mean something.
     */
    private static boolean isMoreThanByChance(int rejected, int tested) {
      double expected = LEVEL * tested;
      return rejected > expected + 3 * Math.sqrt(expected * (1 - LEVEL));
    }
  }
}
