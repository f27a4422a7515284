package dev.gradaudit.reduction;

/**
 * The products of a matrix product: sum m · N + n has the terms left[m][k] · right[k][n].
 *
 * @param left [M][K]
 * @param right [K][N]
 */
record DoubleProducts(double[][] left, double[][] right, int terms, int columns)
    implements DoubleTerms {
  @Override
  public int sums() {
    return left.length * columns;
  }

  @Override
  public boolean products() {
    return true;
  }

  @Override
  public double term(int term, int sum) {
    return left[sum / columns][term] * right[term][sum % columns];
  }

  @Override
  public double left(int term, int sum) {
    return left[sum / columns][term];
  }

  @Override
  public double right(int term, int sum) {
    return right[term][sum % columns];
  }

  @Override
  public void column(int sum, double[] into) {
    double[] lefts = left[sum / columns];
    int column = sum % columns;
    for (int term = 0; term < terms; term++) {
      into[term] = lefts[term] * right[term][column];
    }
  }

  @Override
  public void factors(int sum, double[] lefts, double[] rights) {
    System.arraycopy(left[sum / columns], 0, lefts, 0, terms);
    int column = sum % columns;
    for (int term = 0; term < terms; term++) {
      rights[term] = right[term][column];
    }
  }

  /** Rows run along the columns of the right matrix, or along the rows of the left if need be. */
  @Override
  public DoubleRows rows(boolean anyShape) {
    boolean turned = anyShape && columns < 2 * RowTiles.NARROWEST && columns < left.length;
    // A product is the same either way round, fused or not.
    return turned ? new Scaled(right, transposed(), true) : new Scaled(left, right, false);
  }

  private double[][] transposed() {
    double[][] transposed = new double[terms][left.length];
    for (int row = 0; row < left.length; row++) {
      double[] from = left[row];
      for (int term = 0; term < terms; term++) {
        transposed[term][row] = from[term];
      }
    }
    return transposed;
  }

  /**
   * One group for each row of the product, or for each of its columns.
   *
   * @param scales [group][term], or [term][group] for columns
   * @param values [term][column]
   */
  private record Scaled(double[][] scales, double[][] values, boolean turned)
      implements DoubleRows {
    @Override
    public int groups() {
      return turned ? scales[0].length : scales.length;
    }

    @Override
    public int width(int group) {
      return values[0].length;
    }

    @Override
    public int firstSum(int group) {
      return turned ? group : group * width(group);
    }

    @Override
    public int stride() {
      return turned ? groups() : 1;
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
      return turned ? scales[term][group] : scales[group][term];
    }
  }
}
