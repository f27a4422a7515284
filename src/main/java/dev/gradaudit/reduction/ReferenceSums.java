package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.numeric.ExactSum;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Partial sums by the letter of the definitions: pairs (s, c) and what {@code combine} makes of two
 * of them.
 *
 * <p>float32 is computed in float64 and rounded after each operation. That is float32 arithmetic: a
 * sum, difference or product of two floats that is rounded first to 53 and then to 24 bits is
 * rounded as if once, because 53 ≥ 2 · 24 + 2. The narrow dtypes are rounded from float32 in the
 * same way, 24 being enough for twice 11 and 2; their wide accumulator is a float32.
 */
final class ReferenceSums implements PartialSums {
  /** A term, rounded, and its factors; one that is no product cannot be fused. */
  record Term(double value, double left, double right, boolean product) {}

  /** A partial sum, and the term when it is a single one. */
  private record Partial(double s, double c, @Nullable Term leaf, int size) {
    Partial(double s, double c, @Nullable Term leaf) {
      this(s, c, leaf, 1);
    }
  }

  private final List<Term> terms;
  private final Accumulation accumulation;
  private final @Nullable StochasticRounding rounding;
  private final DType dtype;
  private final Partial[] registers;

  /**
   * @param accumulation the segment's, or plain where a term is not finite
   */
  ReferenceSums(List<Term> terms, SumPlan.Segment segment, Accumulation accumulation, DType dtype) {
    this.terms = terms;
    this.accumulation = accumulation;
    this.rounding = segment.rounding();
    this.dtype = dtype;
    this.registers = new Partial[segment.schedule().registers()];
  }

  @Override
  public void leaf(int register, int term) {
    registers[register] = new Partial(terms.get(term).value(), 0, terms.get(term));
  }

  @Override
  public void zero(int register) {
    registers[register] = new Partial(0, 0, null, 0);
  }

  @Override
  public void addLeaves(int register, int from, int to, int step) {
    for (long term = from; term < to; term += step) {
      Term leaf = terms.get((int) term);
      registers[register] = combine(registers[register], new Partial(leaf.value(), 0, leaf));
    }
  }

  @Override
  public void combine(int left, int right) {
    registers[left] = combine(registers[left], registers[right]);
  }

  /** The sum of a register. */
  double result(int register) {
    Partial sum = registers[register];
    if (sum.leaf() != null) {
      return sum.s();
    }
    return switch (accumulation) {
      case PLAIN, FMA, KAHAN, STOCHASTIC -> sum.s();
      case NEUMAIER -> round(sum.s() + sum.c());
      case WIDE ->
          dtype == DType.FLOAT64 ? DoubleDouble.round(sum.s(), sum.c()) : dtype.round(sum.s());
      case EXACT -> throw new IllegalStateException("an exact sum has no partial sums");
    };
  }

  private Partial combine(Partial left, Partial right) {
    Partial sum = added(left, right);
    return new Partial(sum.s(), sum.c(), null, left.size() + right.size());
  }

  private Partial added(Partial left, Partial right) {
    double s1 = left.s();
    double s2 = right.s();
    return switch (accumulation) {
      case PLAIN -> new Partial(round(s1 + s2), 0, null);
      case FMA -> new Partial(fused(s1, right), 0, null);
      case KAHAN -> {
        double y = round(s2 - round(left.c() + right.c()));
        double s = round(s1 + y);
        yield new Partial(s, round(round(s - s1) - y), null);
      }
      case NEUMAIER -> {
        double s = round(s1 + s2);
        double t = round(s - s1);
        double e = round(round(s1 - round(s - t)) + round(s2 - t));
        yield new Partial(s, round(round(left.c() + right.c()) + e), null);
      }
      case WIDE ->
          switch (dtype) {
            case FLOAT64 ->
                new Partial(
                    DoubleDouble.sumHigh(s1, left.c(), s2, right.c()),
                    DoubleDouble.sumLow(s1, left.c(), s2, right.c()),
                    null);
            case FLOAT32 -> new Partial(s1 + s2, 0, null);
            default -> new Partial((float) (s1 + s2), 0, null);
          };
      case STOCHASTIC ->
          new Partial(
              Objects.requireNonNull(rounding).sum(dtype, s1, s2, left.size() + right.size()),
              0,
              null);
      case EXACT -> throw new IllegalStateException("an exact sum has no partial sums");
    };
  }

  private double fused(double s1, Partial right) {
    Term leaf = right.leaf();
    if (leaf == null || !leaf.product()) {
      return round(s1 + right.s());
    }
    // Here two roundings would differ from one.
    return switch (dtype) {
      case FLOAT64 -> Math.fma(leaf.left(), leaf.right(), s1);
      case FLOAT32 -> Math.fma((float) leaf.left(), (float) leaf.right(), (float) s1);
      default -> fusedNarrow(leaf.left() * leaf.right(), s1);
    };
  }

  /** A product of two narrow numbers is exact in float64; so is the sum before it is rounded. */
  private double fusedNarrow(double product, double s1) {
    if (!Double.isFinite(product + s1) || product + s1 == 0) {
      return product + s1;
    }
    ExactSum exact = new ExactSum();
    exact.add(product);
    exact.add(s1);
    return exact.value(dtype);
  }

  private double round(double value) {
    return dtype.round(value);
  }
}
