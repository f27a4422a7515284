package dev.gradaudit.reduction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Registers that remember a single term by its number until something is added to it. That saves
 * copying rows, and it tells a fused accumulation which right operands are single products.
 *
 * <p>To add a register that holds one term is to add that term: in every accumulation a term is a
 * partial sum with the correction +0.
 */
abstract class LazyRegisters implements PartialSums {
  private static final int NOT_SINGLE = -1;

  private int[] single = new int[0];

  /** How many terms each register has, before the step that is being made. */
  private int[] sizes = new int[0];

  private @Nullable StochasticRounding rounding;

  /** What {@link Accumulation#STOCHASTIC} rounds the next sums with. */
  final void roundBy(@Nullable StochasticRounding next) {
    rounding = next;
  }

  final StochasticRounding rounding() {
    if (rounding == null) {
      throw new IllegalStateException("nothing to round with");
    }
    return rounding;
  }

  /** Makes room for that many registers. */
  void reserve(int registers) {
    if (single.length < registers) {
      single = Arrays.copyOf(single, registers);
      sizes = Arrays.copyOf(sizes, registers);
    }
  }

  @Override
  public final void leaf(int register, int term) {
    single[register] = term;
    sizes[register] = 1;
  }

  @Override
  public final void zero(int register) {
    single[register] = NOT_SINGLE;
    sizes[register] = 0;
    setZero(register);
  }

  @Override
  public final void addLeaves(int register, int from, int to, int step) {
    if (from < to) {
      materialise(register);
      int count = (to - from - 1) / step + 1;
      add(register, from, count, step);
      sizes[register] += count;
    }
  }

  @Override
  public final void combine(int left, int right) {
    materialise(left);
    if (isSingle(right)) {
      add(left, single[right], 1, 1);
    } else {
      merge(left, right);
    }
    sizes[left] += sizes[right];
  }

  /** How many terms a register has; during a step, before it. */
  final int size(int register) {
    return sizes[register];
  }

  final boolean isSingle(int register) {
    return single[register] != NOT_SINGLE;
  }

  /** The term that a register consists of. */
  final int singleTerm(int register) {
    return single[register];
  }

  private void materialise(int register) {
    if (isSingle(register)) {
      int term = single[register];
      single[register] = NOT_SINGLE;
      setTerm(register, term);
    }
  }

  abstract void setZero(int register);

  abstract void setTerm(int register, int term);

  /** Combines with {@code count} terms: from, from + step, … */
  abstract void add(int register, int from, int count, int step);

  /** Combines two registers that are not single terms. */
  abstract void merge(int left, int right);
}
