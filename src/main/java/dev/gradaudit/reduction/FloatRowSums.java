package dev.gradaudit.reduction;

import dev.gradaudit.numeric.ErrorFree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Partial sums of a row of sums in float32, for each accumulation but the exact one: every step is
 * a loop over the columns, and does to each what {@link FloatColumnSums} does to one.
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
      case PLAIN -> new Plain();
      case FMA -> new Fused();
      case KAHAN -> new Kahan();
      case NEUMAIER -> new Neumaier();
      case WIDE -> new Wide();
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
    return source.row(group, term, copy);
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

  /** s = fl(s1 + s2), four terms to a loop, so that the sums are loaded and stored less often. */
  private static final class Plain extends FloatRowSums {
    @Override
    void add(int register, int from, int count, int step) {
      int i = 0;
      for (; i + 4 <= count; i += 4) {
        int t0 = from + i * step;
        int t1 = t0 + step;
        int t2 = t1 + step;
        int t3 = t2 + step;
        addFour(
            sums[register],
            low,
            high,
            row(register, 0, t0),
            row(register, 1, t1),
            row(register, 2, t2),
            row(register, 3, t3),
            scale(t0),
            scale(t1),
            scale(t2),
            scale(t3));
      }
      for (; i < count; i++) {
        int term = from + i * step;
        addOne(sums[register], low, high, row(register, 0, term), scale(term));
      }
    }

    private static void addFour(
        float[] sum,
        int low,
        int high,
        float[] r0,
        float[] r1,
        float[] r2,
        float[] r3,
        float a0,
        float a1,
        float a2,
        float a3) {
      for (int j = low; j < high; j++) {
        sum[j] = (((sum[j] + a0 * r0[j]) + a1 * r1[j]) + a2 * r2[j]) + a3 * r3[j];
      }
    }

    private static void addOne(float[] sum, int low, int high, float[] row, float scale) {
      for (int j = low; j < high; j++) {
        sum[j] += scale * row[j];
      }
    }

    @Override
    void addRow(int register, float[] row) {
      addOne(sums[register], low, high, row, 1);
    }

    @Override
    void merge(int left, int right) {
      addRow(left, sums[right]);
    }
  }

  /** s = fma(a, b, s1) where the right partial is one product. */
  private static final class Fused extends FloatRowSums {
    @Override
    void add(int register, int from, int count, int step) {
      int i = 0;
      for (; i + 4 <= count; i += 4) {
        int t0 = from + i * step;
        int t1 = t0 + step;
        int t2 = t1 + step;
        int t3 = t2 + step;
        fuseFour(
            sums[register],
            low,
            high,
            row(register, 0, t0),
            row(register, 1, t1),
            row(register, 2, t2),
            row(register, 3, t3),
            scale(t0),
            scale(t1),
            scale(t2),
            scale(t3));
      }
      for (; i < count; i++) {
        int term = from + i * step;
        fuseOne(sums[register], low, high, row(register, 0, term), scale(term));
      }
    }

    private static void fuseFour(
        float[] sum,
        int low,
        int high,
        float[] r0,
        float[] r1,
        float[] r2,
        float[] r3,
        float a0,
        float a1,
        float a2,
        float a3) {
      for (int j = low; j < high; j++) {
        float first = Math.fma(a1, r1[j], Math.fma(a0, r0[j], sum[j]));
        sum[j] = Math.fma(a3, r3[j], Math.fma(a2, r2[j], first));
      }
    }

    private static void fuseOne(float[] sum, int low, int high, float[] row, float scale) {
      for (int j = low; j < high; j++) {
        sum[j] = Math.fma(scale, row[j], sum[j]);
      }
    }

    @Override
    void addRow(int register, float[] row) {
      float[] sum = sums[register];
      for (int j = low; j < high; j++) {
        sum[j] += row[j];
      }
    }

    @Override
    void merge(int left, int right) {
      addRow(left, sums[right]);
    }
  }

  /** A sum with a correction. A term has the correction +0, and no correction is ever −0. */
  private abstract static class Corrected extends FloatRowSums {
    float[][] corrections = new float[0][];

    @Override
    void reserve(int registers) {
      super.reserve(registers);
      if (corrections.length < registers) {
        corrections = Arrays.copyOf(corrections, registers);
      }
    }

    @Override
    void setZero(int register) {
      super.setZero(register);
      clearCorrections(register);
    }

    @Override
    void setTerm(int register, int term) {
      super.setTerm(register, term);
      clearCorrections(register);
    }

    private void clearCorrections(int register) {
      corrections[register] = atLeast(high, corrections[register]);
      Arrays.fill(corrections[register], low, high, 0);
    }
  }

  /** y = s2 - (c1 + c2), s = s1 + y, c = (s - s1) - y; the result is s. */
  private static final class Kahan extends Corrected {
    @Override
    void addRow(int register, float[] row) {
      add(sums[register], corrections[register], row, low, high);
    }

    private static void add(float[] sum, float[] correction, float[] row, int low, int high) {
      for (int j = low; j < high; j++) {
        float corrected = row[j] - correction[j];
        float next = sum[j] + corrected;
        correction[j] = (next - sum[j]) - corrected;
        sum[j] = next;
      }
    }

    @Override
    void merge(int left, int right) {
      float[] correction = corrections[left];
      float[] other = corrections[right];
      for (int j = low; j < high; j++) {
        correction[j] += other[j];
      }
      addRow(left, sums[right]);
    }
  }

  /** s = s1 + s2, c = (c1 + c2) + e with e the error of s; the result is s + c. */
  private static final class Neumaier extends Corrected {
    @Override
    float[] rounded(int register) {
      float[] sum = sums[register];
      float[] correction = corrections[register];
      for (int j = low; j < high; j++) {
        sum[j] += correction[j];
      }
      return sum;
    }

    @Override
    void addRow(int register, float[] row) {
      add(sums[register], corrections[register], row, low, high);
    }

    private static void add(float[] sum, float[] correction, float[] row, int low, int high) {
      for (int j = low; j < high; j++) {
        float error = ErrorFree.sumError(sum[j], row[j]);
        correction[j] += error;
        sum[j] += row[j];
      }
    }

    @Override
    void merge(int left, int right) {
      float[] correction = corrections[left];
      float[] other = corrections[right];
      for (int j = low; j < high; j++) {
        correction[j] += other[j];
      }
      addRow(left, sums[right]);
    }
  }

  /** A float64 sum, rounded at the end. */
  private static final class Wide extends FloatRowSums {
    private double[][] wide = new double[0][];

    @Override
    void reserve(int registers) {
      super.reserve(registers);
      if (wide.length < registers) {
        wide = Arrays.copyOf(wide, registers);
      }
    }

    @Override
    float[] rounded(int register) {
      double[] sum = wide[register];
      float[] rounded = fresh(register);
      for (int j = low; j < high; j++) {
        rounded[j] = (float) sum[j];
      }
      return rounded;
    }

    @Override
    void setZero(int register) {
      Arrays.fill(freshWide(register), low, high, 0);
    }

    @Override
    void setTerm(int register, int term) {
      float[] row = term(register, term);
      double[] sum = freshWide(register);
      for (int j = low; j < high; j++) {
        sum[j] = row[j];
      }
    }

    private double[] freshWide(int register) {
      double[] row = wide[register];
      if (row == null || row.length < high) {
        row = new double[high];
        wide[register] = row;
      }
      return row;
    }

    @Override
    void addRow(int register, float[] row) {
      double[] sum = wide[register];
      for (int j = low; j < high; j++) {
        sum[j] += row[j];
      }
    }

    @Override
    void merge(int left, int right) {
      double[] sum = wide[left];
      double[] other = wide[right];
      for (int j = low; j < high; j++) {
        sum[j] += other[j];
      }
    }
  }
}
