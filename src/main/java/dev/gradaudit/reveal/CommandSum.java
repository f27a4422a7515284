package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;

/** The sum of a program that is run for it. */
public final class CommandSum implements SumUnderTest {
  /** A process takes longer to start than to sum. */
  private static final int MOST_ELEMENTS = 1 << 20;

  private static final int MOST_ROWS = 256;

  private final Program program;
  private final DType dtype;
  private final int terms;

  /** Sums the rows of a tensor, in their dtype. */
  @FunctionalInterface
  public interface Program {
    Tensor sums(Tensor rows) throws StoppedException;
  }

  public CommandSum(Program program, DType dtype, int terms) {
    this.program = program;
    this.dtype = dtype;
    this.terms = terms;
  }

  @Override
  public SumOp op() {
    return SumOp.SUM;
  }

  @Override
  public int terms() {
    return terms;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public int most() {
    return Math.max(1, Math.min(MOST_ROWS, MOST_ELEMENTS / terms));
  }

  @Override
  public double sum(double[] row, double[] factors, int repeat) throws StoppedException {
    return sums(new double[][] {row}, factors)[0];
  }

  @Override
  public double[] sums(double[][] rows, double[] factors) throws StoppedException {
    Shape shape = Shape.of(rows.length, terms);
    Tensor given =
        Tensors.generated(
            dtype, shape, place -> rows[(int) (place / terms)][(int) (place % terms)]);
    Tensor results = program.sums(given);
    double[] sums = new double[rows.length];
    for (int row = 0; row < sums.length; row++) {
      sums[row] = results.doubleAt(row);
    }
    return sums;
  }
}
