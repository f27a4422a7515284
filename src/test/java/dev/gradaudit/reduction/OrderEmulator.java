package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sums as the definition of orders has it, written from that definition alone: lists of partial
 * sums and rules on them. Shares no code with what it checks. What is drawn at random (a
 * permutation, the trees, an order of arrival, numbers to round by) is given to it.
 */
final class OrderEmulator {
  /** A number in [0, 1) for two operands and the number of terms in the sum that they make. */
  interface Uniform {
    double of(double a, double b, int terms);
  }

  /** A factor pair; for a term that is no product, the term and 1. */
  record Term(double left, double right, boolean product) {}

  /** (s, c), and the product that it consists of, if it is one. */
  private record Partial(double s, double c, @Nullable Term product, int terms) {
    Partial(double s, double c, @Nullable Term product) {
      this(s, c, product, 1);
    }
  }

  /** A binary tree over terms; {@code left} and {@code right} are null for a leaf. */
  record Node(int term, @Nullable Node left, @Nullable Node right) {}

  private final Tree tree;
  private final Accumulation accumulation;
  private final DType dtype;
  private final int threads;

  /** What was drawn: the shuffled terms, the tree of each chunk, the arrival of the chunks. */
  private final int[] shuffled;

  private final Function<Integer, Node> randomTrees;
  private final int[] arrivals;
  private final Uniform uniform;
  private final Permutation permutation;

  OrderEmulator(
      OrderSpec order,
      DType dtype,
      int threads,
      int[] shuffled,
      Function<Integer, Node> randomTrees,
      int[] arrivals,
      Uniform uniform) {
    this.uniform = uniform;
    this.permutation = order.permutation();
    this.tree = order.tree();
    this.accumulation = order.accumulation();
    this.dtype = dtype;
    this.threads = threads;
    this.shuffled = shuffled;
    this.randomTrees = randomTrees;
    this.arrivals = arrivals;
  }

  double sum(List<Term> given) {
    if (given.isEmpty()) {
      return 0.0;
    }
    List<Term> terms = permuted(given);
    if (terms.size() == 1) {
      return value(terms.get(0));
    }
    boolean finite = terms.stream().allMatch(term -> Double.isFinite(value(term)));
    if (accumulation == Accumulation.EXACT) {
      return finite ? exact(terms) : sumOfNonFinite(terms);
    }
    boolean compensated =
        accumulation == Accumulation.KAHAN
            || accumulation == Accumulation.NEUMAIER
            || accumulation == Accumulation.WIDE;
    Accumulation arithmetic = compensated && !finite ? Accumulation.PLAIN : accumulation;
    return sum(terms, arithmetic);
  }

  private double sum(List<Term> terms, Accumulation arithmetic) {
    List<Partial> leaves = new ArrayList<>();
    for (Term term : terms) {
      leaves.add(new Partial(value(term), 0, term.product() ? term : null));
    }
    int chunks = Math.min(threads, leaves.size());
    List<Partial> partials = new ArrayList<>();
    int start = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
      int size = (leaves.size() + chunks - 1 - chunk) / chunks;
      partials.add(byTree(leaves.subList(start, start + size), chunk, arithmetic));
      start += size;
    }
    if (tree instanceof Tree.Atomic && chunks > 1) {
      List<Partial> arrived = new ArrayList<>();
      for (int chunk : arrivals) {
        arrived.add(partials.get(chunk));
      }
      partials = arrived;
    }
    Partial total = leftToRight(partials, arithmetic);
    return switch (arithmetic) {
      case PLAIN, FMA, KAHAN, STOCHASTIC -> total.s();
      case NEUMAIER -> fl(total.s() + total.c());
      case WIDE -> fl(total.c() == 0 ? total.s() : total.s() + total.c());
      case EXACT -> throw new AssertionError();
    };
  }

  private Partial byTree(List<Partial> x, int chunk, Accumulation arithmetic) {
    if (tree instanceof Tree.Pairwise) {
      return pairwise(x, arithmetic);
    } else if (tree instanceof Tree.Strided strided) {
      List<Partial> accumulators = new ArrayList<>();
      for (int j = 0; j < Math.min(strided.accumulators(), x.size()); j++) {
        List<Partial> taken = new ArrayList<>();
        for (int i = j; i < x.size(); i += strided.accumulators()) {
          taken.add(x.get(i));
        }
        accumulators.add(leftToRight(taken, arithmetic));
      }
      return leftToRight(accumulators, arithmetic);
    } else if (tree instanceof Tree.Blocked blocked) {
      List<Partial> blocks = new ArrayList<>();
      for (int i = 0; i < x.size(); i += blocked.block()) {
        int end = Math.min(x.size(), i + blocked.block());
        blocks.add(leftToRight(x.subList(i, end), arithmetic));
      }
      return leftToRight(blocks, arithmetic);
    } else if (tree instanceof Tree.RandomTree) {
      return byNode(randomTrees.apply(chunk), x, arithmetic);
    }
    return leftToRight(x, arithmetic);
  }

  private Partial leftToRight(List<Partial> x, Accumulation arithmetic) {
    Partial sum = x.get(0);
    for (Partial next : x.subList(1, x.size())) {
      sum = combine(sum, next, arithmetic);
    }
    return sum;
  }

  private Partial pairwise(List<Partial> x, Accumulation arithmetic) {
    if (x.size() == 1) {
      return x.get(0);
    }
    int half = (x.size() + 1) / 2;
    Partial left = pairwise(x.subList(0, half), arithmetic);
    return combine(left, pairwise(x.subList(half, x.size()), arithmetic), arithmetic);
  }

  /** Leaves are numbered within the chunk. */
  private Partial byNode(Node node, List<Partial> x, Accumulation arithmetic) {
    if (node.left() == null || node.right() == null) {
      return x.get(node.term());
    }
    Partial left = byNode(node.left(), x, arithmetic);
    return combine(left, byNode(node.right(), x, arithmetic), arithmetic);
  }

  private Partial combine(Partial a, Partial b, Accumulation arithmetic) {
    Partial sum = added(a, b, arithmetic);
    return new Partial(sum.s(), sum.c(), null, a.terms() + b.terms());
  }

  private Partial added(Partial a, Partial b, Accumulation arithmetic) {
    return switch (arithmetic) {
      case PLAIN -> new Partial(fl(a.s() + b.s()), 0, null);
      case FMA ->
          new Partial(b.product() == null ? fl(a.s() + b.s()) : fused(b.product(), a.s()), 0, null);
      case KAHAN -> {
        double y = fl(b.s() - fl(a.c() + b.c()));
        double s = fl(a.s() + y);
        yield new Partial(s, fl(fl(s - a.s()) - y), null);
      }
      case NEUMAIER -> {
        double s = fl(a.s() + b.s());
        yield new Partial(s, fl(fl(a.c() + b.c()) + twoSumError(a.s(), b.s())), null);
      }
      case WIDE ->
          switch (dtype) {
            case FLOAT64 -> doubleDouble(a, b);
            case FLOAT32 -> new Partial(a.s() + b.s(), 0, null);
            default -> new Partial((float) a.s() + (float) b.s(), 0, null);
          };
      case STOCHASTIC -> new Partial(atRandom(a.s(), b.s(), a.terms() + b.terms()), 0, null);
      case EXACT -> throw new AssertionError();
    };
  }

  /** To the other neighbour if a uniform number is below how far the exact sum is towards it. */
  private double atRandom(double a, double b, int terms) {
    double nearest = fl(a + b);
    if (!Double.isFinite(nearest)) {
      return nearest;
    }
    BigDecimal lacking = new BigDecimal(a).add(new BigDecimal(b)).subtract(new BigDecimal(nearest));
    if (lacking.signum() == 0) {
      return nearest;
    }
    double other = neighbour(nearest, lacking.signum());
    if (!Double.isFinite(other)) {
      return nearest;
    }
    BigDecimal gap = new BigDecimal(other).subtract(new BigDecimal(nearest));
    BigDecimal threshold = new BigDecimal(uniform.of(a, b, terms)).multiply(gap.abs());
    return threshold.compareTo(lacking.abs()) < 0 ? other : nearest;
  }

  private double neighbour(double value, int direction) {
    if (dtype == DType.FLOAT64) {
      return direction > 0 ? Math.nextUp(value) : Math.nextDown(value);
    }
    if (dtype == DType.FLOAT32) {
      return direction > 0 ? Math.nextUp((float) value) : Math.nextDown((float) value);
    }
    double step =
        value == 0 ? Math.scalb(1.0, dtype.minExponent() - dtype.precision() + 1) : step(value);
    boolean towardsZero = value * direction < 0;
    boolean power = Math.abs(value) == Math.scalb(1.0, Math.getExponent(value));
    if (towardsZero && power && Math.getExponent(value) > dtype.minExponent()) {
      step /= 2;
    }
    double next = value + direction * step;
    return Math.abs(next) > dtype.largest() ? direction * Double.POSITIVE_INFINITY : next;
  }

  private double twoSumError(double a, double b) {
    double s = fl(a + b);
    double t = fl(s - a);
    return fl(fl(a - fl(s - t)) + fl(b - t));
  }

  /** Algorithm 6 of Joldes, Muller and Popescu; −0 and overflow as documented. */
  private Partial doubleDouble(Partial x, Partial y) {
    double sh = x.s() + y.s();
    if (Double.isNaN(sh) || Double.isInfinite(sh)) {
      return new Partial(sh, 0, null);
    }
    double sl = twoSumError(x.s(), y.s());
    double th = x.c() + y.c();
    double tl = twoSumError(x.c(), y.c());
    double c = sl + th;
    double vh = c == 0 ? sh : sh + c;
    if (Double.isInfinite(vh)) {
      return new Partial(vh, 0, null);
    }
    double vl = c - (vh - sh);
    double w = tl + vl;
    double zh = w == 0 ? vh : vh + w;
    return new Partial(zh, Double.isInfinite(zh) ? 0 : w - (zh - vh), null);
  }

  /** a · b + s rounded once. */
  private double fused(Term product, double s) {
    double rounded = product.left() * product.right() + s;
    if (!Double.isFinite(product.left()) || !Double.isFinite(product.right())) {
      return rounded;
    }
    if (!Double.isFinite(s)) {
      return s;
    }
    BigDecimal exact =
        new BigDecimal(product.left())
            .multiply(new BigDecimal(product.right()))
            .add(new BigDecimal(s));
    if (exact.signum() == 0) {
      // The sign of a zero follows IEEE: that of both when they agree, else +.
      return s == 0 ? rounded : 0.0;
    }
    return nearest(exact);
  }

  private double exact(List<Term> terms) {
    BigDecimal sum = BigDecimal.ZERO;
    boolean negativeZeros = true;
    for (Term term : terms) {
      sum = sum.add(new BigDecimal(value(term)));
      negativeZeros &= Double.valueOf(value(term)).equals(-0.0);
    }
    if (sum.signum() == 0) {
      return negativeZeros ? -0.0 : 0.0;
    }
    return nearest(sum);
  }

  private double sumOfNonFinite(List<Term> terms) {
    double sum = 0;
    for (Term term : terms) {
      sum += Double.isFinite(value(term)) ? 0 : value(term);
    }
    return sum;
  }

  private List<Term> permuted(List<Term> given) {
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      int from =
          switch (permutation) {
            case REVERSED -> given.size() - 1 - i;
            case SHUFFLED -> shuffled[i];
            case FORWARD, ASCENDING, DESCENDING -> i;
          };
      terms.add(given.get(from));
    }
    Comparator<Term> smallest = Comparator.comparingDouble(term -> Math.abs(value(term)));
    Comparator<Term> nanLast = Comparator.comparing(term -> Double.isNaN(value(term)));
    if (permutation == Permutation.ASCENDING) {
      terms.sort(nanLast.thenComparing(smallest));
    } else if (permutation == Permutation.DESCENDING) {
      terms.sort(nanLast.thenComparing(smallest.reversed()));
    }
    return terms;
  }

  private double value(Term term) {
    return term.product() ? fl(term.left() * term.right()) : term.left();
  }

  /** Rounded to the dtype, to a narrow one by way of float32. */
  private double fl(double value) {
    if (dtype == DType.FLOAT64) {
      return value;
    }
    float single = (float) value;
    if (dtype == DType.FLOAT32 || single == 0 || !Float.isFinite(single)) {
      return single;
    }
    // In steps of the dtype a number is rounded to an integer.
    double step = step(single);
    double rounded = Math.rint(single / step) * step;
    return Math.abs(rounded) > dtype.largest()
        ? Math.copySign(Double.POSITIVE_INFINITY, single)
        : rounded;
  }

  /** Rounded once to the dtype. */
  private double nearest(BigDecimal exact) {
    return switch (dtype) {
      case FLOAT64 -> exact.doubleValue();
      case FLOAT32 -> exact.floatValue();
      default -> {
        BigDecimal step = new BigDecimal(step(exact.doubleValue()));
        double rounded =
            exact.divide(step).setScale(0, RoundingMode.HALF_EVEN).multiply(step).doubleValue();
        yield Math.copySign(
            Math.abs(rounded) > dtype.largest() ? Double.POSITIVE_INFINITY : rounded,
            exact.signum());
      }
    };
  }

  private double step(double value) {
    int exponent = Math.max(Math.getExponent(value), dtype.minExponent());
    return Math.scalb(1.0, exponent - dtype.precision() + 1);
  }
}
