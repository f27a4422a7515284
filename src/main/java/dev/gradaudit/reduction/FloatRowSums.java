package dev.gradaudit.reduction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Partial sums of a row of sums in float32, for each accumulation but the exact one: every step is
 * a loop over the columns, and does to each what {@link FloatColumnSums} does to one.
 *
 * <p>Where the terms are in one array, and an offset into it stood in the loop, the compiler could
 * not tell the rows from the sums and would not vectorise; hence the copied rows.
 */
abstract class FloatRowSums extends LazyRegisters {
  /** Slots 0 to 3 of the scratch rows hold copied terms, and this one a row of products. */
  private static final int PRODUCTS = 4;

  private static final float[] NONE = new float[0];

  private @Nullable FloatRows rows;
  private int group;
  private int @Nullable [] positions;

  /** The columns at work: {@code low} to {@code high - 1}. */
  int low;

  int high;

  float[][] sums = new float[0][];

  /** Per register, so that racing threads do not meet. */
  private float[][][] scratch = new float[0][][];

  static FloatRowSums of(Accumulation accumulation) {
    return switch (accumulation) {
      case PLAIN -> new FloatStraightRows.Plain();
      case FMA -> new FloatStraightRows.Fused();
      case KAHAN -> new FloatCorrectedRows.Kahan();
      case NEUMAIER -> new FloatCorrectedRows.Neumaier();
      case WIDE -> new FloatWideRows();
      case STOCHASTIC -> new FloatStochasticRows();
      case EXACT -> throw new IllegalArgumentException("an exact sum has no partial sums");
    };
  }

  /**
   * Turns to other sums.
   *
   * @param positions the term at each position of the plan; null for the terms as given
   */
  final void turnTo(FloatRows rows, int group, int @Nullable [] positions, int low, int high) {
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
   * What a register holds, rounded to float32, for the columns at work. A single term is itself.
   *
   * @return a row that the next step may overwrite
   */
  final float[] result(int register) {
    return isSingle(register) ? term(register, singleTerm(register)) : rounded(register);
  }

  float[] rounded(int register) {
    return sums[register];
  }

  @Override
  void setZero(int register) {
    Arrays.fill(fresh(register), low, high, 0);
  }

  @Override
  void setTerm(int register, int term) {
    float[] row = row(register, 0, term);
    float scale = scale(term);
    float[] sum = fresh(register);
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
  abstract void addRow(int register, float[] row);

  final float[] row(int register, int slot, int position) {
    FloatRows source = source();
    int term = positions == null ? position : positions[position];
    float[] copy = source.copies() ? scratch(register, slot) : NONE;
    return source.row(group, term, low, high, copy);
  }

  final float scale(int position) {
    return source().scale(group, positions == null ? position : positions[position]);
  }

  /** The row of a term, products rounded. */
  final float[] term(int register, int position) {
    float[] row = row(register, 0, position);
    float scale = scale(position);
    if (scale == 1) {
      return row;
    }
    float[] products = scratch(register, PRODUCTS);
    for (int j = low; j < high; j++) {
      products[j] = scale * row[j];
    }
    return products;
  }

  /** The row of sums of a register that is about to be overwritten. */
  final float[] fresh(int register) {
    float[] row = atLeast(high, sums[register]);
    sums[register] = row;
    return row;
  }

  static float[] atLeast(int width, float @Nullable [] row) {
    return row != null && row.length >= width ? row : new float[width];
  }

  private float[] scratch(int register, int slot) {
    float[][] slots = scratch[register];
    if (slots == null) {
      slots = new float[PRODUCTS + 1][];
      scratch[register] = slots;
    }
    slots[slot] = atLeast(high, slots[slot]);
    return slots[slot];
  }

  private FloatRows source() {
    if (rows == null) {
      throw new IllegalStateException("no rows to sum");
    }
    return rows;
  }
}
