package dev.gradaudit.reduction;

/** Terms as one array per term, each with the terms of all sums. */
record DoubleSeparateRows(double[][] values, int sums) implements DoubleTerms, DoubleRows {
  @Override
  public int terms() {
    return values.length;
  }

  @Override
  public boolean products() {
    return false;
  }

  @Override
  public double term(int term, int sum) {
    return values[term][sum];
  }

  @Override
  public void column(int sum, double[] into) {
    for (int term = 0; term < values.length; term++) {
      into[term] = values[term][sum];
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
    return 1;
  }

  @Override
  public int width(int group) {
    return sums;
  }

  @Override
  public int firstSum(int group) {
    return 0;
  }

  @Override
  public int stride() {
    return 1;
  }

  @Override
  public boolean copies() {
    return false;
  }

  @Override
  public double[] row(int group, int term, int low, int high, double[] scratch) {
    return values[term];
  }

  @Override
  public double scale(int group, int term) {
    return 1;
  }
}
