package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DoubleDouble;

/** A double-double, its low part held as the correction, rounded at the end. */
final class DoubleWideRows extends DoubleCorrectedRows {
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
