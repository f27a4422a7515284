package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.numeric.ExactSum;

/**
 * Carries out a tree in an arithmetic that it may have been carried out in. A node that adds three
 * numbers or more rounds their exact sum once.
 */
final class TreeArithmetic {
  private final SummationTree tree;
  private final DType dtype;
  private final int[] heights;

  TreeArithmetic(SummationTree tree, DType dtype) {
    this.tree = tree;
    this.dtype = dtype;
    this.heights = tree.heights();
  }

  /**
   * Rounds every addition to the dtype.
   *
   * @param fused for each node the term whose product is added without being rounded first; -1 for
   *     none
   */
  double plain(double[] terms, double[] factors, int[] fused) {
    double[] sums = new double[tree.nodes()];
    for (int node = 0; node < sums.length; node++) {
      if (tree.isTerm(node)) {
        sums[node] = dtype.round(terms[node] * factors[node]);
        continue;
      }
      int[] children = tree.children(node);
      int term = fused[node];
      if (term >= 0) {
        int other = children[0] == term ? children[1] : children[0];
        sums[node] = fma(dtype, terms[term], factors[term], sums[other]);
      } else if (children.length == 2) {
        sums[node] = dtype.round(sums[children[0]] + sums[children[1]]);
      } else {
        ExactSum exact = new ExactSum();
        for (int child : children) {
          exact.add(sums[child]);
        }
        sums[node] = exact.value(dtype);
      }
    }
    return sums[tree.root()];
  }

  /** Adds in float32 (16 bits), float64 (float32) or pairs of them (float64), rounds once. */
  double wide(double[] terms, double[] factors) {
    double[] high = new double[tree.nodes()];
    double[] low = new double[tree.nodes()];
    for (int node = 0; node < high.length; node++) {
      if (tree.isTerm(node)) {
        high[node] = dtype.round(terms[node] * factors[node]);
        continue;
      }
      boolean begun = false;
      for (int child : tree.children(node)) {
        if (!begun) {
          high[node] = high[child];
          low[node] = low[child];
          begun = true;
        } else if (dtype == DType.FLOAT64) {
          double sum = DoubleDouble.sumHigh(high[node], low[node], high[child], low[child]);
          low[node] = DoubleDouble.sumLow(high[node], low[node], high[child], low[child]);
          high[node] = sum;
        } else {
          double sum = high[node] + high[child];
          high[node] = dtype == DType.FLOAT32 ? sum : (float) sum;
        }
      }
    }
    double result = high[tree.root()];
    return dtype == DType.FLOAT64
        ? DoubleDouble.round(result, low[tree.root()])
        : dtype.round(result);
  }

  /**
   * Kahan's: each addition corrects the next one. The sum that took more additions is the one that
   * is corrected.
   *
   * @param laterFirst which of two equally high sums that is: the one with the later first term
   */
  double kahan(double[] terms, double[] factors, boolean laterFirst) {
    double[] sums = new double[tree.nodes()];
    double[] corrections = new double[tree.nodes()];
    for (int node = 0; node < sums.length; node++) {
      if (tree.isTerm(node)) {
        sums[node] = dtype.round(terms[node] * factors[node]);
        continue;
      }
      int[] children = tree.children(node);
      int left = children[0];
      int right = children[children.length - 1];
      boolean turned =
          heights[left] == heights[right] ? laterFirst : heights[left] < heights[right];
      if (turned) {
        left = right;
        right = children[0];
      }
      double owed = dtype.round(corrections[left] + corrections[right]);
      double added = dtype.round(sums[right] - owed);
      sums[node] = dtype.round(sums[left] + added);
      corrections[node] = dtype.round(dtype.round(sums[node] - sums[left]) - added);
    }
    return sums[tree.root()];
  }

  /** x · y + z, rounded once. */
  static double fma(DType dtype, double x, double y, double z) {
    return switch (dtype) {
      case FLOAT64 -> Math.fma(x, y, z);
      case FLOAT32 -> Math.fma((float) x, (float) y, (float) z);
      default -> {
        // The product of two 16-bit numbers is exact in float64.
        ExactSum exact = new ExactSum();
        exact.add(x * y);
        exact.add(z);
        yield x * y + z == 0 ? 0 : exact.value(dtype);
      }
    };
  }
}
