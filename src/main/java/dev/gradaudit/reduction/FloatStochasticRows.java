package dev.gradaudit.reduction;

/** Rows of sums that are rounded to one of their neighbours at random. */
final class FloatStochasticRows extends FloatRowSums {
  @Override
  void add(int register, int from, int count, int step) {
    int size = size(register);
    for (int i = 0; i < count; i++) {
      addRow(register, term(register, from + i * step), size + i + 1);
    }
  }

  @Override
  void merge(int left, int right) {
    addRow(left, sums[right], size(left) + size(right));
  }

  private void addRow(int register, float[] row, int terms) {
    StochasticRounding rounding = rounding();
    float[] sum = sums[register];
    for (int j = low; j < high; j++) {
      sum[j] = rounding.sum(sum[j], row[j], terms);
    }
  }

  @Override
  void addRow(int register, float[] row) {
    addRow(register, row, size(register) + 1);
  }
}
