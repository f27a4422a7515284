package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.ErrorFree;
import java.util.Arrays;

/**
 * Builds an order addition by addition: of some additions drawn at random, each time the one whose
 * own rounding goes furthest in the wanted direction.
 */
final class GreedyOrders {
  private final DType dtype;
  private final double[] terms;
  private final int choices;
  private final CounterRandom random;

  /** What may still be added, as operands of an order, and their values. */
  private final int[] operands;

  private final double[] values;
  private int left;
  private long draws;

  /**
   * @param choices how many additions are tried for each one that is made, at least 1
   */
  GreedyOrders(DType dtype, double[] terms, int choices, CounterRandom random) {
    this.dtype = dtype;
    this.terms = terms;
    this.choices = choices;
    this.random = random;
    this.operands = new int[terms.length];
    this.values = new double[terms.length];
  }

  /**
   * @param upwards whether the sum shall be large
   * @param pairs whether any two partial sums may be added; else one term is added to the sum of
   *     those before it, beginning with the largest
   */
  AdditionOrder build(boolean upwards, boolean pairs) {
    int n = terms.length;
    int[] lefts = new int[n - 1];
    int[] rights = new int[n - 1];
    Arrays.setAll(operands, i -> i);
    System.arraycopy(terms, 0, values, 0, n);
    left = n;
    // Where the running sum of a sequence stands; the loop keeps it there.
    swap(0, largest());
    for (int addition = 0; addition < n - 1; addition++) {
      int[] pair = best(upwards, pairs);
      lefts[addition] = operands[pair[0]];
      rights[addition] = operands[pair[1]];
      values[pair[0]] = dtype.round(values[pair[0]] + values[pair[1]]);
      operands[pair[0]] = n + addition;
      swap(pair[1], --left);
    }
    return AdditionOrder.of(lefts, rights);
  }

  private int[] best(boolean upwards, boolean pairs) {
    int[] best = {0, 1};
    double most = Double.NEGATIVE_INFINITY;
    boolean all = !pairs && left - 1 <= choices;
    int tries = all ? left - 1 : choices;
    for (int i = 0; i < tries; i++) {
      int a = pairs ? below(left) : 0;
      int b = all ? i + 1 : (a + 1 + below(left - 1)) % left;
      double error = rounding(values[a], values[b]) * (upwards ? 1 : -1);
      // An error that is NaN, at an overflow, is never more.
      if (error > most) {
        most = error;
        best = new int[] {a, b};
      }
    }
    return best;
  }

  /** What the rounding of one addition adds to the sum, nearly exactly. */
  private double rounding(double a, double b) {
    double wide = a + b;
    return dtype.round(wide) - wide - ErrorFree.sumError(a, b);
  }

  private int largest() {
    int largest = 0;
    for (int i = 1; i < left; i++) {
      largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
    }
    return largest;
  }

  private int below(int bound) {
    return (int) random.below(draws++, bound);
  }

  private void swap(int i, int j) {
    int operand = operands[i];
    operands[i] = operands[j];
    operands[j] = operand;
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
