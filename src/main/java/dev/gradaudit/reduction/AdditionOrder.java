package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import java.util.Arrays;

/**
 * One way to add up the terms of a sum, written out: any binary tree over any permutation. Each is
 * one that {@code shuffled/random-tree} can draw.
 *
 * <p>Operands are numbered: below n a term, n + j the result of addition j.
 */
public final class AdditionOrder {
  /** Stand for text among operands. */
  private static final int PLUS = -1;

  private static final int CLOSE = -2;

  private final int terms;
  private final int[] left;
  private final int[] right;

  /**
   * @param left for each addition an operand, which precedes it
   * @param right the other operands; every term and every result but the last is one operand
   */
  private AdditionOrder(int[] left, int[] right) {
    this.terms = left.length + 1;
    this.left = left;
    this.right = right;
  }

  /**
   * The tree of the order grammar over terms as they stand.
   *
   * @param terms at least 1
   * @param random what a random tree is drawn from
   */
  static AdditionOrder of(Tree tree, int terms, CounterRandom random) {
    TreeWalk walk = TreeWalk.of(tree, 0, terms, () -> random);
    Recorder recorder = new Recorder(terms, walk.registers());
    walk.into(recorder, 0);
    return recorder.order();
  }

  /**
   * The tree of a schedule over terms as they stand. A sum that starts from +0 starts from its
   * first term here.
   *
   * @param terms at least 1
   * @param arrivals in which threads race, where they do
   */
  static AdditionOrder of(Schedule schedule, int terms, Arrivals arrivals) {
    Recorder recorder = new Recorder(terms, schedule.registers());
    schedule.walk(recorder, arrivals);
    return recorder.order();
  }

  /** From additions that were decided one by one. */
  static AdditionOrder of(int[] left, int[] right) {
    return new AdditionOrder(left.clone(), right.clone());
  }

  /**
   * The same tree over other terms.
   *
   * @param permutation for each term of this order the one to put in its place
   */
  AdditionOrder with(int[] permutation) {
    return new AdditionOrder(renamed(left, permutation), renamed(right, permutation));
  }

  private static int[] renamed(int[] operands, int[] permutation) {
    int[] renamed = operands.clone();
    for (int i = 0; i < renamed.length; i++) {
      renamed[i] = renamed[i] < permutation.length ? permutation[renamed[i]] : renamed[i];
    }
    return renamed;
  }

  /**
   * What stands on the left of an addition.
   *
   * @param addition from 0 to n - 2
   * @return an operand: below n a term, n + j the result of addition j
   */
  public int left(int addition) {
    return left[addition];
  }

  /** What stands on the right of an addition, likewise. */
  public int right(int addition) {
    return right[addition];
  }

  /** How many terms are added. */
  public int terms() {
    return terms;
  }

  /**
   * Adds the terms up in plain arithmetic; NaN is the canonical one.
   *
   * @param dtype in which every addition is rounded, floating
   * @param values the terms, numbers of the dtype
   */
  public double sum(DType dtype, double[] values) {
    if (values.length != terms) {
      throw new IllegalArgumentException(
          "an order of " + terms + " terms cannot add " + values.length);
    }
    double[] operands = Arrays.copyOf(values, 2 * terms - 1);
    for (int i = 0; i < left.length; i++) {
      operands[terms + i] = dtype.round(operands[left[i]] + operands[right[i]]);
    }
    double sum = operands[operands.length - 1];
    return Double.isNaN(sum) ? Double.NaN : sum;
  }

  /** The terms from left to right, as the tree takes them. */
  public int[] permutation() {
    int[] permutation = new int[terms];
    int[] stack = new int[terms];
    int depth = 0;
    stack[depth++] = 2 * terms - 2;
    for (int next = 0; depth > 0; ) {
      int operand = stack[--depth];
      if (operand < terms) {
        permutation[next++] = operand;
      } else {
        stack[depth++] = right[operand - terms];
        stack[depth++] = left[operand - terms];
      }
    }
    return permutation;
  }

  /** The longest chain of additions, n - 1 for one from left to right. */
  public int height() {
    int[] heights = new int[2 * terms - 1];
    for (int i = 0; i < left.length; i++) {
      heights[terms + i] = 1 + Math.max(heights[left[i]], heights[right[i]]);
    }
    return heights[heights.length - 1];
  }

  /** The expression, {@code ((x2 + x0) + x1)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    // Not by recursion, for a chain is as deep as it is long.
    int[] stack = new int[4 * terms];
    int depth = 0;
    stack[depth++] = 2 * terms - 2;
    while (depth > 0) {
      int operand = stack[--depth];
      if (operand < 0) {
        text.append(operand == PLUS ? " + " : ")");
      } else if (operand < terms) {
        text.append('x').append(operand);
      } else {
        text.append('(');
        stack[depth++] = CLOSE;
        stack[depth++] = right[operand - terms];
        stack[depth++] = PLUS;
        stack[depth++] = left[operand - terms];
      }
    }
    return text.toString();
  }

  /** A machine that writes down which operands are added. */
  private static final class Recorder implements PartialSums {
    /** In a register: a sum of no terms yet. */
    private static final int NOTHING = -1;

    private final int terms;
    private final int[] registers;
    private final int[] left;
    private final int[] right;
    private int additions;

    Recorder(int terms, int registers) {
      this.terms = terms;
      this.registers = new int[registers];
      this.left = new int[terms - 1];
      this.right = new int[terms - 1];
    }

    AdditionOrder order() {
      return new AdditionOrder(left, right);
    }

    @Override
    public void leaf(int register, int term) {
      registers[register] = term;
    }

    @Override
    public void zero(int register) {
      registers[register] = NOTHING;
    }

    @Override
    public void addLeaves(int register, int from, int to, int step) {
      for (long term = from; term < to; term += step) {
        add(register, (int) term);
      }
    }

    @Override
    public void combine(int left, int right) {
      add(left, registers[right]);
    }

    private void add(int register, int operand) {
      if (registers[register] == NOTHING || operand == NOTHING) {
        registers[register] = registers[register] == NOTHING ? operand : registers[register];
        return;
      }
      left[additions] = registers[register];
      right[additions] = operand;
      registers[register] = terms + additions++;
    }
  }
}
