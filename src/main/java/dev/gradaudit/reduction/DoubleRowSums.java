package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.numeric.ErrorFree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Partial sums of a row of sums in float64, for each accumulation but the exact one: every step is
 * a loop over the columns, and does to each what {@link DoubleColumnSums} does to one.
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
    return source.row(group, term, copy);
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

  /** s = fl(s1 + s2), four terms to a loop, so that the sums are loaded and stored less often. */
  private static final class Plain extends DoubleRowSums {
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
        double[] sum,
        int low,
        int high,
        double[] r0,
        double[] r1,
        double[] r2,
        double[] r3,
        double a0,
        double a1,
        double a2,
        double a3) {
      for (int j = low; j < high; j++) {
        sum[j] = (((sum[j] + a0 * r0[j]) + a1 * r1[j]) + a2 * r2[j]) + a3 * r3[j];
      }
    }

    private static void addOne(double[] sum, int low, int high, double[] row, double scale) {
      for (int j = low; j < high; j++) {
        sum[j] += scale * row[j];
      }
    }

    @Override
    void addRow(int register, double[] row) {
      addOne(sums[register], low, high, row, 1);
    }

    @Override
    void merge(int left, int right) {
      addRow(left, sums[right]);
    }
  }

  /** s = fma(a, b, s1) where the right partial is one product. */
  private static final class Fused extends DoubleRowSums {
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
        double[] sum,
        int low,
        int high,
        double[] r0,
        double[] r1,
        double[] r2,
        double[] r3,
        double a0,
        double a1,
        double a2,
        double a3) {
      for (int j = low; j < high; j++) {
        double first = Math.fma(a1, r1[j], Math.fma(a0, r0[j], sum[j]));
        sum[j] = Math.fma(a3, r3[j], Math.fma(a2, r2[j], first));
      }
    }

    private static void fuseOne(double[] sum, int low, int high, double[] row, double scale) {
      for (int j = low; j < high; j++) {
        sum[j] = Math.fma(scale, row[j], sum[j]);
      }
    }

    @Override
    void addRow(int register, double[] row) {
      double[] sum = sums[register];
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
  private abstract static class Corrected extends DoubleRowSums {
    double[][] corrections = new double[0][];

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
    void addRow(int register, double[] row) {
      add(sums[register], corrections[register], row, low, high);
    }

    private static void add(double[] sum, double[] correction, double[] row, int low, int high) {
      for (int j = low; j < high; j++) {
        double corrected = row[j] - correction[j];
        double next = sum[j] + corrected;
        correction[j] = (next - sum[j]) - corrected;
        sum[j] = next;
      }
    }

    @Override
    void merge(int left, int right) {
      double[] correction = corrections[left];
      double[] other = corrections[right];
      for (int j = low; j < high; j++) {
        correction[j] += other[j];
      }
      addRow(left, sums[right]);
    }
  }

  /** s = s1 + s2, c = (c1 + c2) + e with e the error of s; the result is s + c. */
  private static final class Neumaier extends Corrected {
    @Override
    double[] rounded(int register) {
      double[] sum = sums[register];
      double[] correction = corrections[register];
      for (int j = low; j < high; j++) {
        sum[j] += correction[j];
      }
      return sum;
    }

    @Override
    void addRow(int register, double[] row) {
      add(sums[register], corrections[register], row, low, high);
    }

    private static void add(double[] sum, double[] correction, double[] row, int low, int high) {
      for (int j = low; j < high; j++) {
        double error = ErrorFree.sumError(sum[j], row[j]);
        correction[j] += error;
        sum[j] += row[j];
      }
    }

    @Override
    void merge(int left, int right) {
      double[] correction = corrections[left];
      double[] other = corrections[right];
      for (int j = low; j < high; j++) {
        correction[j] += other[j];
      }
      addRow(left, sums[right]);
    }
  }

  /** A double-double, its low part held as the correction, rounded at the end. */
  private static final class Wide extends Corrected {
    @Override
    double[] rounded(int register) {
      double[] highs = sums[register];
      double[] lows = corrections[register];
      for (int j = low; j < high; j++) {
        highs[j] = DoubleDouble.round(highs[j], lows[j]);
      }
      return highs;
    }

    @Override
    void addRow(int register, double[] row) {
      double[] highs = sums[register];
      double[] lows = corrections[register];
      for (int j = low; j < high; j++) {
        double sum = DoubleDouble.sumHigh(highs[j], lows[j], row[j], 0);
        lows[j] = DoubleDouble.sumLow(highs[j], lows[j], row[j], 0);
        highs[j] = sum;
      }
    }

    @Override
    void merge(int left, int right) {
      double[] highs = sums[left];
      double[] lows = corrections[left];
      double[] otherHighs = sums[right];
      double[] otherLows = corrections[right];
      for (int j = low; j < high; j++) {
        double sum = DoubleDouble.sumHigh(highs[j], lows[j], otherHighs[j], otherLows[j]);
        lows[j] = DoubleDouble.sumLow(highs[j], lows[j], otherHighs[j], otherLows[j]);
        highs[j] = sum;
      }
    }
  }
}
