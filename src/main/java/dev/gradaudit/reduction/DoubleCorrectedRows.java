package dev.gradaudit.reduction;

import dev.gradaudit.numeric.ErrorFree;
import java.util.Arrays;

/** A sum with a correction. A term has the correction +0, and no correction is ever −0. */
abstract class DoubleCorrectedRows extends DoubleRowSums {
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

  /** y = s2 - (c1 + c2), s = s1 + y, c = (s - s1) - y; the result is s. */
  static final class Kahan extends DoubleCorrectedRows {
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
  static final class Neumaier extends DoubleCorrectedRows {
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
}
