package dev.gradaudit.reduction;

/** Terms as one array per term, each with the terms of all sums. */
record FloatSeparateRows(float[][] values, int sums) implements FloatTerms, FloatRows {
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
  public void column(int sum, float[] into) {
    for (int term = 0; term < values.length; term++) {
      into[term] = values[term][sum];
    }
  }

  @Override
  public void factors(int sum, float[] lefts, float[] rights) {
    throw new IllegalStateException("no products");
  }

  @Override
  public FloatRows rows(boolean anyShape) {
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
  public float[] row(int group, int term, int low, int high, float[] scratch) {
    return values[term];
  }

  @Override
  public float scale(int group, int term) {
    return 1;
  }
}
