package dev.gradaudit.audit;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.statistics.SignificantBits;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How one gradient is spread over runs with the same data: one run of each configuration, and every
 * repeat where threads race, for equal runs of other orders say nothing new.
 *
 * @param runs how many runs were taken
 * @param varying elements that are not the same in all of them; those that are NaN in some run are
 *     left out, and the rest has all of its bits
 * @param tested of how many elements the samples were tested for a normal distribution
 * @param rejected how many of these it was rejected for, at the level of 0.05
 * @param method that the bits are to be read by: the normal one unless it was rejected more often
 *     than the level explains
 * @param normalBits the least number of significant bits of an element under the normal hypothesis;
 *     NaN where it is not known
 * @param generalBits the least number of bits that all runs of an element have
 * @param generalProbability with which a further run has these, at the confidence of the plan
 * @param worst the element with the fewest bits
 * @param shares the part of the variance that each axis explains by itself; empty where the plan is
 *     not a full product
 * @param remainder what no axis explains by itself
 * @param elements one by one; empty where there are too many to report
 */
public record GradientStatistics(
    String gradient,
    DType dtype,
    int runs,
    int size,
    int varying,
    int tested,
    int rejected,
    SignificantBits.Method method,
    double normalBits,
    double generalBits,
    double generalProbability,
    OfElement worst,
    Map<Axis, Double> shares,
    double remainder,
    List<OfElement> elements) {
  public GradientStatistics {
    Map<Axis, Double> inOrder = new EnumMap<>(Axis.class);
    inOrder.putAll(shares);
    shares = Collections.unmodifiableMap(inOrder);
    elements = List.copyOf(elements);
  }

  /** The bits by the method that applies. */
  public double bits() {
    return method == SignificantBits.Method.NORMAL ? normalBits : generalBits;
  }

  /**
   * One element over the runs.
   *
   * @param halfWidth of the confidence interval of the mean
   * @param deviation the standard deviation of the sample
   * @param normalBits significant bits under the normal hypothesis; infinite where all runs agree
   * @param generalBits bits that all runs have
   */
  public record OfElement(
      List<Integer> index,
      double mean,
      double halfWidth,
      double deviation,
      double min,
      double max,
      double normalBits,
      double generalBits) {
    public OfElement {
      index = List.copyOf(index);
    }
  }
}
