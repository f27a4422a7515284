package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.ExactSum;
import dev.gradaudit.reveal.Behaviour.Additions;
import dev.gradaudit.reveal.Behaviour.Arithmetic;
import dev.gradaudit.reveal.Behaviour.Products;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Asks a sum for sums of random terms, which show what masks cannot. */
final class RandomChecks {
  private static final int FEW_TERMS = 32;
  private static final int TRIALS_OF_FEW = 160;
  private static final int TRIALS = 40;
  private static final int SEQUENCES = 8;
  private static final int REPRODUCED = 16;
  private static final int PAIRS = 64;
  private static final int PRODUCT_TRIALS = 16;
  private static final int MOST_PRODUCTS = 512;

  private final SumUnderTest sum;
  private final DType dtype;
  private final int terms;
  private final double[] ones;

  RandomChecks(SumUnderTest sum) {
    this.sum = sum;
    this.dtype = sum.dtype();
    this.terms = sum.terms();
    this.ones = new double[terms];
    Arrays.fill(ones, 1);
  }

  /** More bits than any accumulator of the dtype has. */
  private int severe() {
    return 5 * dtype.precision() / 2 + 20;
  }

  /** Whether equal runs differ; ends with the first that does. */
  boolean repeatsDiffer(int runs) throws StoppedException {
    double[] data = new RandomTerms("repeats", dtype).spread(terms, severe());
    double first = sum.sum(data, ones, 0);
    for (int repeat = 1; repeat < runs; repeat++) {
      if (!same(sum.sum(data, ones, repeat), first)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the sequence of the terms matters, and how good the sums are. */
  Behaviour behaviour(int repeats, boolean repeatsDiffer) throws StoppedException {
    RandomTerms random = new RandomTerms("sequences", dtype);
    int trials = terms < 3 ? 0 : terms <= FEW_TERMS ? TRIALS_OF_FEW : TRIALS;
    int differing = 0;
    int correct = 0;
    for (int trial = 0; trial < trials; trial++) {
      double[] data = trial % 4 == 3 ? random.cancelling(terms) : random.likely(terms);
      double[][] sequences = new double[SEQUENCES][];
      sequences[0] = data;
      for (int i = 1; i < SEQUENCES; i++) {
        int[] permutation = random.permutation(terms);
        sequences[i] = Arrays.stream(permutation).mapToDouble(term -> data[term]).toArray();
      }
      double[] results = all(sequences, ones);
      differing += Arrays.stream(results).allMatch(result -> same(result, results[0])) ? 0 : 1;
      correct += same(results[0], exact(data)) ? 1 : 0;
    }
    return new Behaviour(repeats, repeatsDiffer, trials, differing, correct);
  }

  /** How the additions of a tree are carried out. */
  Arithmetic arithmetic(SummationTree tree, int[] fused) throws StoppedException {
    RandomTerms random = new RandomTerms("additions", dtype);
    double[][] rows = new double[REPRODUCED][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.spread(terms, i % 2 == 0 ? severe() : dtype.precision());
    }
    double[] factors = sum.op() == SumOp.MATMUL ? random.plain(terms) : ones;
    double[] results = all(rows, factors);
    TreeArithmetic math = new TreeArithmetic(tree, dtype);
    Additions found = Additions.OTHER;
    if (reproduces(rows, results, row -> math.plain(row, factors, fused))) {
      found = Additions.PLAIN;
    } else if (reproduces(rows, results, row -> math.wide(row, factors))) {
      found = Additions.WIDE;
    } else if (reproduces(rows, results, row -> math.kahan(row, factors, false))
        || reproduces(rows, results, row -> math.kahan(row, factors, true))) {
      found = Additions.KAHAN;
    }
    return found == Additions.OTHER ? roundings() : new Arithmetic(found, REPRODUCED, 0, 0, 0);
  }

  private boolean reproduces(
      double[][] rows, double[] results, ToDoubleFunction<double[]> arithmetic) {
    for (int i = 0; i < rows.length; i++) {
      if (!same(results[i], divided(arithmetic.applyAsDouble(rows[i])))) {
        return false;
      }
    }
    return true;
  }

  /** Sums of two terms among zeros, which are rounded once. */
  private Arithmetic roundings() throws StoppedException {
    if (terms < 2 || sum.op() == SumOp.MEAN) {
      return new Arithmetic(Additions.OTHER, REPRODUCED, 0, 0, 0);
    }
    RandomTerms random = new RandomTerms("roundings", dtype);
    double[][] rows = new double[PAIRS][terms];
    for (double[] row : rows) {
      int first = random.below(terms);
      int second = (first + 1 + random.below(terms - 1)) % terms;
      double[] pair = random.plain(2);
      row[first] = pair[0];
      row[second] = Math.scalb(pair[1], -3);
    }
    double[] results = all(rows, ones);
    int inexact = 0;
    int nearest = 0;
    int up = 0;
    for (int i = 0; i < rows.length; i++) {
      ExactSum exact = new ExactSum();
      for (double term : rows[i]) {
        exact.add(term);
      }
      double expected = exact.value(dtype);
      exact.add(-expected);
      double error = exact.doubleValue();
      if (error != 0) {
        exact.add(expected);
        exact.add(-results[i]);
        inexact++;
        // Of two equally near numbers either will do.
        boolean isNearest = Math.abs(exact.doubleValue()) <= Math.abs(error);
        nearest += isNearest ? 1 : 0;
        up += !isNearest && results[i] > expected ? 1 : 0;
      }
    }
    return new Arithmetic(Additions.OTHER, REPRODUCED, inexact, nearest, up);
  }

  /**
   * Looks at every addition of a single product by itself, all other terms being 0.
   *
   * @param fused takes in for each node the term whose product is fused; -1 for none
   */
  Products products(SummationTree tree, int[] fused) throws StoppedException {
    Arrays.fill(fused, -1);
    List<Integer> nodes = new ArrayList<>();
    for (int node = terms; node < tree.nodes(); node++) {
      int[] children = tree.children(node);
      if (children.length == 2 && (tree.isTerm(children[0]) || tree.isTerm(children[1]))) {
        nodes.add(node);
      }
    }
    int step = Math.max(1, (nodes.size() + MOST_PRODUCTS - 1) / MOST_PRODUCTS);
    int tried = 0;
    int rounded = 0;
    int fusedCount = 0;
    RandomTerms random = new RandomTerms("products", dtype);
    for (int i = 0; i < nodes.size(); i += step) {
      int term = fusedTerm(tree, nodes.get(i), random);
      tried++;
      rounded += term == ROUNDED ? 1 : 0;
      fusedCount += term >= 0 ? 1 : 0;
      fused[nodes.get(i)] = Math.max(-1, term);
    }
    if (step > 1 && fusedCount == tried) {
      // The ones in between are taken to be like their neighbours.
      for (int node : nodes) {
        int[] children = tree.children(node);
        if (fused[node] < 0) {
          fused[node] = tree.isTerm(children[1]) ? children[1] : children[0];
        }
      }
    }
    return new Products(tried, rounded, fusedCount, tried - rounded - fusedCount);
  }

  private static final int ROUNDED = -1;
  private static final int UNCLEAR = -2;

  /** The term whose product a node fuses. */
  private int fusedTerm(SummationTree tree, int node, RandomTerms random) throws StoppedException {
    int[] children = tree.children(node);
    int first = tree.first(children[0]);
    int second = tree.first(children[1]);
    double[] factors = random.plain(terms);
    double[][] rows = new double[PRODUCT_TRIALS][terms];
    for (double[] row : rows) {
      double[] pair = random.plain(2);
      row[first] = pair[0];
      row[second] = pair[1];
    }
    double[] results = all(rows, factors);
    boolean separate = true;
    boolean fusesFirst = tree.isTerm(children[0]);
    boolean fusesSecond = tree.isTerm(children[1]);
    for (int i = 0; i < rows.length; i++) {
      double a = rows[i][first];
      double b = rows[i][second];
      double productA = dtype.round(a * factors[first]);
      double productB = dtype.round(b * factors[second]);
      separate &= same(results[i], dtype.round(productA + productB));
      fusesFirst &= same(results[i], TreeArithmetic.fma(dtype, a, factors[first], productB));
      fusesSecond &= same(results[i], TreeArithmetic.fma(dtype, b, factors[second], productA));
    }
    if ((separate ? 1 : 0) + (fusesFirst ? 1 : 0) + (fusesSecond ? 1 : 0) != 1) {
      return UNCLEAR;
    }
    return separate ? ROUNDED : fusesFirst ? first : second;
  }

  private double[] all(double[][] rows, double[] factors) throws StoppedException {
    double[] results = new double[rows.length];
    for (int from = 0; from < rows.length; from += sum.most()) {
      int to = Math.min(rows.length, from + sum.most());
      double[] some = sum.sums(Arrays.copyOfRange(rows, from, to), factors);
      System.arraycopy(some, 0, results, from, to - from);
    }
    return results;
  }

  private double exact(double[] data) {
    ExactSum exact = new ExactSum();
    for (double term : data) {
      exact.add(term);
    }
    return divided(exact.value(dtype));
  }

  /** What an operator makes of its sum. */
  private double divided(double total) {
    return sum.op() == SumOp.MEAN ? dtype.round(total / terms) : total;
  }

  private static boolean same(double a, double b) {
    return Double.doubleToLongBits(a) == Double.doubleToLongBits(b) || a == 0 && b == 0;
  }
}
