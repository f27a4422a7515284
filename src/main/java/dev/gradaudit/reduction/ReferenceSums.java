package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.DoubleDouble;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Partial sums by the letter of the definitions: pairs (s, c) and what {@code combine} makes of two
 * of them.
 *
 * <p>float32 is computed in float64 and rounded after each operation. That is float32 arithmetic: a
 * sum, difference or product of two floats that is rounded first to 53 and then to 24 bits is
 * rounded as if once, because 53 ≥ 2 · 24 + 2.
 */
final class ReferenceSums implements PartialSums {
  /** A term, rounded, and its factors; one that is no product cannot be fused. */
  record Term(double value, double left, double right, boolean product) {}

  /** A partial sum, and the term when it is a single one. */
  private record Partial(double s, double c, @Nullable Term leaf) {}

  private final List<Term> terms;
  private final Accumulation accumulation;
  private final boolean single;
  private final Partial[] registers;

  ReferenceSums(List<Term> terms, Accumulation accumulation, DType dtype, int registers) {
    this.terms = terms;
    this.accumulation = accumulation;
    this.single = dtype == DType.FLOAT32;
    this.registers = new Partial[registers];
  }

  @Override
  public void leaf(int register, int term) {
    registers[register] = new Partial(terms.get(term).value(), 0, terms.get(term));
  }

  @Override
  public void zero(int register) {
    registers[register] = new Partial(0, 0, null);
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
      case PLAIN, FMA, KAHAN -> sum.s();
      case NEUMAIER -> round(sum.s() + sum.c());
      case WIDE -> single ? (float) sum.s() : DoubleDouble.round(sum.s(), sum.c());
      case EXACT -> throw new IllegalStateException("an exact sum has no partial sums");
    };
  }

  private Partial combine(Partial left, Partial right) {
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
          single
              ? new Partial(s1 + s2, 0, null)
              : new Partial(
                  DoubleDouble.sumHigh(s1, left.c(), s2, right.c()),
                  DoubleDouble.sumLow(s1, left.c(), s2, right.c()),
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
    return single
        ? Math.fma((float) leaf.left(), (float) leaf.right(), (float) s1)
        : Math.fma(leaf.left(), leaf.right(), s1);
  }

  private double round(double value) {
    return single ? (float) value : value;
  }
}
