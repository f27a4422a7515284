package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.ErrorFree;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.WideTensor;
import java.util.Arrays;

/**
 * Many sums in wide arithmetic, side by side: each takes a term at a time. An addition errs by at
 * most 2^-103 of the magnitudes that have been added so far.
 */
final class WideSums {
  private static final double ERROR_OF_AN_ADDITION = 0x1p-103;

  private final double[] high;
  private final double[] low;
  private final double[] magnitude;
  private final double[] carried;
  private final int[] terms;

  WideSums(int sums) {
    this.high = new double[sums];
    this.low = new double[sums];
    this.magnitude = new double[sums];
    this.carried = new double[sums];
    this.terms = new int[sums];
    // Adding nothing to −0 leaves it what it is.
    Arrays.fill(high, -0.0);
  }

  /** Adds a number to a sum, with a bound on its own error. */
  void add(int sum, double termHigh, double termLow, double error) {
    double before = high[sum];
    double total = before + termHigh;
    double rest = ErrorFree.sumError(before, termHigh) + (low[sum] + termLow);
    double raised = total + rest;
    boolean finite = Double.isFinite(raised);
    high[sum] = finite && rest != 0 ? raised : total;
    low[sum] = finite ? rest - (high[sum] - total) : 0;
    magnitude[sum] += Math.abs(termHigh);
    carried[sum] += error;
    terms[sum]++;
  }

  /** Adds a product to a sum. */
  void addProduct(int sum, WideTensor a, int i, WideTensor b, int j) {
    double x = a.high()[i];
    double y = b.high()[j];
    double product = x * y;
    double lost = ErrorFree.productError(x, y) + (x * b.low()[j] + a.low()[i] * y);
    double error = Math.abs(x) * b.error()[j] + Math.abs(y) * a.error()[i];
    add(sum, product, Double.isFinite(lost) ? lost : 0, error);
  }

  /** The sums; that of nothing is +0. */
  WideTensor result(Shape shape) {
    double[] error = new double[high.length];
    for (int i = 0; i < high.length; i++) {
      error[i] = carried[i] + ERROR_OF_AN_ADDITION * terms[i] * magnitude[i];
      if (terms[i] == 0) {
        high[i] = 0;
      }
    }
    return new WideTensor(shape, high, low, error);
  }
}
