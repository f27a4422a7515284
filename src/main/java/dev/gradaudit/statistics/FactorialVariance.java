package dev.gradaudit.statistics;

import dev.gradaudit.numeric.ExactSum;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How much of the variance over runs each axis explains, in a balanced factorial table: every
 * combination of axis values has been run, and all equally often. The runs arrive one by one in any
 * sequence; memory is one double per element for each value of each axis, and five more per
 * element, however many runs there are.
 *
 * <p>The estimator is η² (Fisher's analysis of variance): with x̄ the mean of all N runs and x̄ᵥ
 * that of the n runs with the value v of an axis, the axis's share is Σᵥ n (x̄ᵥ − x̄)² / Σ(x −
 * x̄)². In a balanced table the main effects are orthogonal, so that the shares of the axes and the
 * remainder add up to 1.
 *
 * <p>Its limits:
 *
 * <ul>
 *   <li>It describes these runs. An axis of k values that does nothing still has a share of about
 *       {@link #shareByChance}, (k − 1) / (N − 1), where the rest is independent noise.
 *   <li>An axis may work only together with another; that is in the remainder, which interactions
 *       and repeats are not told apart in.
 *   <li>The shares of all elements together weigh elements by their variance: large gradients count
 *       for more. Elements that are constant add nothing, those that are not finite in some run are
 *       left out.
 * </ul>
 *
 * <p>Sums are taken of the differences from the first run, as in {@link ElementMoments}, which says
 * what holds for overflow and underflow. Not safe for use by several threads.
 *
 * <pre>{@code
 * FactorialVariance variance = new FactorialVariance(gradient.size(), 3, 2); // orders, threads
 * variance.add(gradient, 0, 1); // the first order with the second number of threads, and so on
 * double ofOrders = variance.together().axes().get(0);
 * }</pre>
 */
public final class FactorialVariance {
  /** More cells than this are no table that anybody runs. */
  private static final int MOST_CELLS = 1 << 24;

  private final int elements;
  private final int[] values;
  private final ElementMoments moments;

  /** For each axis, value and element the sum of the differences from the first run. */
  private final double[][][] sums;

  /** How many runs each combination of values has had; the last axis varies fastest. */
  private final int[] cells;

  /**
   * @param elements how many a run has
   * @param values how many values each axis has, at least 1; with no axes all runs are repeats
   */
  public FactorialVariance(int elements, int... values) {
    this.elements = elements;
    this.values = values.clone();
    moments = new ElementMoments(elements);
    sums = new double[values.length][][];
    long count = 1;
    for (int axis = 0; axis < values.length; axis++) {
      if (values[axis] < 1) {
        throw new IllegalArgumentException(
            "axis " + axis + " needs at least one value, not " + values[axis]);
      }
      sums[axis] = new double[values[axis]][elements];
      count *= values[axis];
      if (count > MOST_CELLS) {
        throw new IllegalArgumentException("more than " + MOST_CELLS + " combinations of values");
      }
    }
    cells = new int[(int) count];
  }

  /**
   * Adds a run.
   *
   * @param at for each axis the index of its value in this run, from 0
   */
  public void add(Tensor run, int... at) {
    requireElements(run.size());
    int cell = cell(at);
    moments.add(run);
    add(run::doubleAt, cell, at);
  }

  /** As {@link #add(Tensor, int...)}. */
  public void add(double[] run, int... at) {
    requireElements(run.length);
    int cell = cell(at);
    moments.add(run);
    add(position -> run[position], cell, at);
  }

  private void add(IntToDoubleFunction run, int cell, int... at) {
    cells[cell]++;
    for (int i = 0; i < elements; i++) {
      double difference = moments.fromFirst(i, run.applyAsDouble(i));
      for (int axis = 0; axis < at.length; axis++) {
        sums[axis][at[axis]][i] += difference;
      }
    }
  }

  /** Whether every combination of values has been run, and all equally often. */
  public boolean isBalanced() {
    return cells[0] > 0 && Arrays.stream(cells).allMatch(count -> count == cells[0]);
  }

  /** The share that an axis without any effect has on average, (k − 1) / (N − 1). */
  public double shareByChance(int axis) {
    return (values[axis] - 1.0) / (moments.runs() - 1.0);
  }

  /** The shares for one element. The table must be balanced. */
  public VarianceShares at(int element) {
    requireBalanced();
    double[] effects = new double[values.length];
    Arrays.setAll(effects, axis -> effect(axis, element));
    return VarianceShares.of(moments.at(element).squares(), effects);
  }

  /** The shares for all elements together. The table must be balanced. */
  public VarianceShares together() {
    requireBalanced();
    ExactSum total = new ExactSum();
    ExactSum[] explained = new ExactSum[values.length];
    Arrays.setAll(explained, axis -> new ExactSum());
    for (int i = 0; i < elements; i++) {
      double squares = moments.at(i).squares();
      if (Double.isFinite(squares)) {
        total.add(squares);
        for (int axis = 0; axis < values.length; axis++) {
          explained[axis].add(effect(axis, i));
        }
      }
    }
    double[] effects = Arrays.stream(explained).mapToDouble(ExactSum::doubleValue).toArray();
    return VarianceShares.of(total.doubleValue(), effects);
  }

  /** Σᵥ n (x̄ᵥ − x̄)². */
  private double effect(int axis, int element) {
    double mean = 0;
    for (double[] sum : sums[axis]) {
      mean += sum[element];
    }
    mean /= moments.runs();
    double runsPerValue = (double) moments.runs() / values[axis];
    double squares = 0;
    for (double[] sum : sums[axis]) {
      double difference = sum[element] / runsPerValue - mean;
      squares += difference * difference;
    }
    return runsPerValue * squares;
  }

  private int cell(int... at) {
    if (at.length != values.length) {
      throw new IllegalArgumentException(
          "there are " + values.length + " axes, but " + at.length + " values were given");
    }
    int cell = 0;
    for (int axis = 0; axis < at.length; axis++) {
      if (at[axis] < 0 || at[axis] >= values[axis]) {
        throw new IllegalArgumentException(
            "axis " + axis + " has " + values[axis] + " values, and none at " + at[axis]);
      }
      cell = cell * values[axis] + at[axis];
    }
    return cell;
  }

  private void requireElements(int given) {
    if (given != elements) {
      throw new IllegalArgumentException("a run has " + elements + " elements here, not " + given);
    }
  }

  private void requireBalanced() {
    if (!isBalanced()) {
      int least = Arrays.stream(cells).min().orElse(0);
      int most = Arrays.stream(cells).max().orElse(0);
      throw new IllegalStateException(
          "the table is not balanced: its combinations have " + least + " to " + most + " runs");
    }
  }
}
