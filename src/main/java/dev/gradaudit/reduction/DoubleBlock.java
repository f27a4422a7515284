package dev.gradaudit.reduction;

/**
 * Terms in one array, row-major [terms × sums]. Its rows are copied in pieces that stay in cache.
 */
record DoubleBlock(double[] values, int terms, int sums) implements DoubleTerms, DoubleRows {
  @Override
  public boolean products() {
    return false;
  }

  @Override
  public double term(int term, int sum) {
    return values[term * sums + sum];
  }

  @Override
  public void column(int sum, double[] into) {
    for (int term = 0, at = sum; term < terms; term++, at += sums) {
      into[term] = values[at];
    }
  }

  @Override
  public void factors(int sum, double[] lefts, double[] rights) {
    throw new IllegalStateException("no products");
  }

  @Override
  public DoubleRows rows(boolean anyShape) {
    return this;
  }

  @Override
  public int groups() {
    return (sums - 1) / RowTiles.WIDTH + 1;
  }

  @Override
  public int width(int group) {
    return Math.min(RowTiles.WIDTH, sums - firstSum(group));
  }

  @Override
  public int firstSum(int group) {
    return group * RowTiles.WIDTH;
  }

  @Override
  public int stride() {
    return 1;
  }

  @Override
  public boolean copies() {
    return true;
  }

  @Override
  public double[] row(int group, int term, int low, int high, double[] scratch) {
    System.arraycopy(values, term * sums + firstSum(group) + low, scratch, low, high - low);
    return scratch;
  }

  @Override
  public double scale(int group, int term) {
    return 1;
  }
}
