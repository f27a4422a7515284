package dev.gradaudit.reduction;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;

/** Rows of sums without corrections in a narrow dtype. */
abstract class NarrowStraightRows extends FloatRowSums {
  final DType dtype;

  NarrowStraightRows(DType dtype) {
    this.dtype = dtype;
  }

  /** s = fl(s1 + s2). */
  @Override
  final void addRow(int register, float[] row) {
    float[] sum = sums[register];
    for (int j = low; j < high; j++) {
      sum[j] = Bits16.round(dtype, sum[j] + row[j]);
    }
  }

  @Override
  final void merge(int left, int right) {
    addRow(left, sums[right]);
  }

  /** Terms that are products come rounded. */
  static final class Plain extends NarrowStraightRows {
    Plain(DType dtype) {
      super(dtype);
    }
  }

  /** s = fl(a · b + s1) where the right partial is one product; the factors come as they are. */
  static final class Fused extends NarrowStraightRows {
    Fused(DType dtype) {
      super(dtype);
    }

    @Override
    void setTerm(int register, int term) {
      super.setTerm(register, term);
      float[] sum = sums[register];
      for (int j = low; j < high; j++) {
        sum[j] = Bits16.round(dtype, sum[j]);
      }
    }

    @Override
    void add(int register, int from, int count, int step) {
      float[] sum = sums[register];
      for (int i = 0; i < count; i++) {
        int term = from + i * step;
        float[] row = row(register, 0, term);
        float scale = scale(term);
        for (int j = low; j < high; j++) {
          sum[j] = Bits16.fma(dtype, scale, row[j], sum[j]);
        }
      }
    }
  }
}
