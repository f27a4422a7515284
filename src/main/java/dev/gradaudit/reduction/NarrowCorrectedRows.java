package dev.gradaudit.reduction;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;

/** Rows of sums with a correction in a narrow dtype: every operation is rounded to it. */
abstract class NarrowCorrectedRows extends FloatCorrectedRows {
  private final DType dtype;

  NarrowCorrectedRows(DType dtype) {
    this.dtype = dtype;
  }

  @Override
  final void merge(int left, int right) {
    float[] correction = corrections[left];
    float[] other = corrections[right];
    for (int j = low; j < high; j++) {
      correction[j] = fl(correction[j] + other[j]);
    }
    addRow(left, sums[right]);
  }

  final float fl(float value) {
    return Bits16.round(dtype, value);
  }

  /** y = s2 - (c1 + c2), s = s1 + y, c = (s - s1) - y; the result is s. */
  static final class Kahan extends NarrowCorrectedRows {
    Kahan(DType dtype) {
      super(dtype);
    }

    @Override
    void addRow(int register, float[] row) {
      float[] sum = sums[register];
      float[] correction = corrections[register];
      for (int j = low; j < high; j++) {
        float corrected = fl(row[j] - correction[j]);
        float next = fl(sum[j] + corrected);
        correction[j] = fl(fl(next - sum[j]) - corrected);
        sum[j] = next;
      }
    }
  }

  /** s = s1 + s2, c = (c1 + c2) + e with e the error of s by TwoSum; the result is s + c. */
  static final class Neumaier extends NarrowCorrectedRows {
    Neumaier(DType dtype) {
      super(dtype);
    }

    @Override
    float[] rounded(int register) {
      float[] sum = sums[register];
      float[] correction = corrections[register];
      for (int j = low; j < high; j++) {
        sum[j] = fl(sum[j] + correction[j]);
      }
      return sum;
    }

    @Override
    void addRow(int register, float[] row) {
      float[] sum = sums[register];
      float[] correction = corrections[register];
      for (int j = low; j < high; j++) {
        float next = fl(sum[j] + row[j]);
        float part = fl(next - sum[j]);
        float error = fl(fl(sum[j] - fl(next - part)) + fl(row[j] - part));
        correction[j] = fl(correction[j] + error);
        sum[j] = next;
      }
    }
  }
}
