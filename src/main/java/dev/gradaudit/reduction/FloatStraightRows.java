package dev.gradaudit.reduction;

/**
 * Rows of sums without corrections. Terms are added four to a loop, so that the sums are loaded and
 * stored less often; with eight the compiler gives up vectorising.
 */
abstract class FloatStraightRows extends FloatRowSums {
  @Override
  final void add(int register, int from, int count, int step) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      int t0 = from + i * step;
      int t1 = t0 + step;
      int t2 = t1 + step;
      int t3 = t2 + step;
      addFour(
          sums[register],
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
      addOne(sums[register], row(register, 0, term), scale(term));
    }
  }

  @Override
  final void addRow(int register, float[] row) {
    float[] sum = sums[register];
    for (int j = low; j < high; j++) {
      sum[j] += row[j];
    }
  }

  @Override
  final void merge(int left, int right) {
    addRow(left, sums[right]);
  }

  /** Adds the terms {@code a * r} one after the other. */
  abstract void addFour(
      float[] sum,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float a0,
      float a1,
      float a2,
      float a3);

  abstract void addOne(float[] sum, float[] row, float scale);

  /** s = fl(s1 + s2), products rounded first. */
  static final class Plain extends FloatStraightRows {
    @Override
    void addFour(
        float[] sum,
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

    @Override
    void addOne(float[] sum, float[] row, float scale) {
      for (int j = low; j < high; j++) {
        sum[j] += scale * row[j];
      }
    }
  }

  /** s = fma(a, b, s1) where the right partial is one product. */
  static final class Fused extends FloatStraightRows {
    @Override
    void addFour(
        float[] sum,
        float[] r0,
        float[] r1,
        float[] r2,
        float[] r3,
        float a0,
        float a1,
        float a2,
        float a3) {
      for (int j = low; j < high; j++) {
        float half = Math.fma(a1, r1[j], Math.fma(a0, r0[j], sum[j]));
        sum[j] = Math.fma(a3, r3[j], Math.fma(a2, r2[j], half));
      }
    }

    @Override
    void addOne(float[] sum, float[] row, float scale) {
      for (int j = low; j < high; j++) {
        sum[j] = Math.fma(scale, row[j], sum[j]);
      }
    }
  }
}
