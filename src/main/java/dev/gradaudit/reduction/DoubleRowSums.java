package dev.gradaudit.reduction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Partial sums of a row of sums in float64, for each accumulation but the exact one: every step is
 * a loop over the columns, and does to each what {@link DoubleColumnSums} does to one.
 *
 * <p>Where the terms are in one array, and an offset into it stood in the loop, the compiler could
 * not tell the rows from the sums and would not vectorise; hence the copied rows.
 */
abstract class DoubleRowSums extends LazyRegisters {
  /** Slots 0 to 3 of the scratch rows hold copied terms, and this one a row of products. */
  private static final int PRODUCTS = 4;

  private static final double[] NONE = new double[0];

  private @Nullable DoubleRows rows;
  private int group;
  private int @Nullable [] positions;

  /** The columns at work: {@code low} to {@code high - 1}. */
  int low;

  int high;

  double[][] sums = new double[0][];

  /** Per register, so that racing threads do not meet. */
  private double[][][] scratch = new double[0][][];

  static DoubleRowSums of(Accumulation accumulation) {
    return switch (accumulation) {
      case PLAIN -> new DoubleStraightRows.Plain();
      case FMA -> new DoubleStraightRows.Fused();
      case KAHAN -> new DoubleCorrectedRows.Kahan();
      case NEUMAIER -> new DoubleCorrectedRows.Neumaier();
      case WIDE -> new DoubleWideRows();
      case STOCHASTIC -> new DoubleStochasticRows();
      case EXACT -> throw new IllegalArgumentException("an exact sum has no partial sums");
    };
  }

  /**
   * Turns to other sums.
   *
   * @param positions the term at each position of the plan; null for the terms as given
   */
  final void turnTo(DoubleRows rows, int group, int @Nullable [] positions, int low, int high) {
    this.rows = rows;
    this.group = group;
    this.positions = positions;
    this.low = low;
    this.high = high;
  }

  @Override
  void reserve(int registers) {
    super.reserve(registers);
    if (sums.length < registers) {
      sums = Arrays.copyOf(sums, registers);
      scratch = Arrays.copyOf(scratch, registers);
    }
  }

  /**
   * What a register holds, rounded to float64, for the columns at work. A single term is itself.
   *
   * @return a row that the next step may overwrite
   */
  final double[] result(int register) {
    return isSingle(register) ? term(register, singleTerm(register)) : rounded(register);
  }

  double[] rounded(int register) {
    return sums[register];
  }

  @Override
  void setZero(int register) {
    Arrays.fill(fresh(register), low, high, 0);
  }

  @Override
  void setTerm(int register, int term) {
    double[] row = row(register, 0, term);
    double scale = scale(term);
    double[] sum = fresh(register);
    for (int j = low; j < high; j++) {
      sum[j] = scale * row[j];
    }
  }

  @Override
  void add(int register, int from, int count, int step) {
    for (int i = 0; i < count; i++) {
      addRow(register, term(register, from + i * step));
    }
  }

  /** Combines with one term in each column. */
  abstract void addRow(int register, double[] row);

  final double[] row(int register, int slot, int position) {
    DoubleRows source = source();
    int term = positions == null ? position : positions[position];
    double[] copy = source.copies() ? scratch(register, slot) : NONE;
    return source.row(group, term, low, high, copy);
  }

  final double scale(int position) {
    return source().scale(group, positions == null ? position : positions[position]);
  }

  /** The row of a term, products rounded. */
  final double[] term(int register, int position) {
    double[] row = row(register, 0, position);
    double scale = scale(position);
    if (scale == 1) {
      return row;
    }
    double[] products = scratch(register, PRODUCTS);
    for (int j = low; j < high; j++) {
      products[j] = scale * row[j];
    }
    return products;
  }

  /** The row of sums of a register that is about to be overwritten. */
  final double[] fresh(int register) {
    double[] row = atLeast(high, sums[register]);
    sums[register] = row;
    return row;
  }

  static double[] atLeast(int width, double @Nullable [] row) {
    return row != null && row.length >= width ? row : new double[width];
  }

  private double[] scratch(int register, int slot) {
    double[][] slots = scratch[register];
    if (slots == null) {
      slots = new double[PRODUCTS + 1][];
      scratch[register] = slots;
    }
    slots[slot] = atLeast(high, slots[slot]);
    return slots[slot];
  }

  private DoubleRows source() {
    if (rows == null) {
      throw new IllegalStateException("no rows to sum");
    }
    return rows;
  }
}
