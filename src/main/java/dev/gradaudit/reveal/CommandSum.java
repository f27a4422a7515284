package dev.gradaudit.reveal;

import dev.gradaudit.engine.command.SumCommand;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.function.BooleanSupplier;

/** The sum of a program that is run for it. */
public final class CommandSum implements SumUnderTest {
  /** A process takes longer to start than to sum. */
  private static final int MOST_ELEMENTS = 1 << 20;

  private static final int MOST_ROWS = 256;

  private final SumCommand command;
  private final DType dtype;
  private final int terms;
  private final BooleanSupplier cancelled;

  public CommandSum(SumCommand command, DType dtype, int terms, BooleanSupplier cancelled) {
    this.command = command;
    this.dtype = dtype;
    this.terms = terms;
    this.cancelled = cancelled;
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
    SumCommand.Answer answer = command.sums(given, cancelled);
    Tensor results = answer.sums();
    if (results == null) {
      boolean stopped = answer.problem().isEmpty();
      throw new StoppedException(
          stopped ? StoppedException.Cause.CANCELLED : StoppedException.Cause.ENGINE,
          stopped ? "stopped before the tree was known" : answer.problem());
    }
    double[] sums = new double[rows.length];
    for (int row = 0; row < sums.length; row++) {
      sums[row] = results.doubleAt(row);
    }
    return sums;
  }
}
