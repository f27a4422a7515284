package dev.gradaudit.reduction;

import java.util.Arrays;

/** A float64 sum, rounded at the end. */
final class FloatWideRows extends FloatRowSums {
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
