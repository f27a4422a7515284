package dev.gradaudit.reveal;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.reduction.DeclaredSum;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.tensor.Tensor;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sum of an engine: what a program with that operator gives there. Several sums are run as the
 * columns (for products: the rows) of one tensor, but only where the order declares the same tree
 * for every one of them as for a single sum.
 */
@SuppressWarnings("ReferenceEquality") // one object where a single row is all there is
public final class EngineSum implements SumUnderTest {
  /** In one run; more would not be faster. */
  private static final int MOST_ELEMENTS = 1 << 18;

  private static final int MOST_ROWS = 64;

  private final GradientEngine engine;
  private final Configuration configuration;
  private final RunOptions options;
  private final RecordedOrder order;
  private final ProbeProgram single;
  private final ProbeProgram several;
  private final @Nullable DeclaredSum declared;
  private final @Nullable String uncovered;
  private final Object singleData;
  private final Object severalData;

  private EngineSum(
      GradientEngine engine,
      Configuration configuration,
      RunOptions options,
      RecordedOrder order,
      ProbeProgram single,
      OpCatalog ops)
      throws StoppedException {
    this.engine = engine;
    this.configuration = configuration;
    this.options = options;
    this.order = order;
    this.single = single;
    this.singleData = room(single.terms());
    run(single, singleData, new double[single.terms()], 0);
    this.declared = order.declared(0);
    this.uncovered = order.uncovered();
    this.several = severalAtOnce(ops);
    this.severalData = several == single ? singleData : room(several.terms() * several.rows());
  }

  /**
   * Sets a sum up and runs it once.
   *
   * @param configuration with {@link LibraryOrder} for an engine with an order of its own
   */
  public static EngineSum of(
      GradientEngine engine,
      OpCatalog ops,
      SumOp op,
      DType dtype,
      int terms,
      Configuration configuration,
      BooleanSupplier cancelled)
      throws StoppedException {
    RecordedOrder order = new RecordedOrder(configuration.order(), op.kind());
    Configuration recorded =
        engine.axes().contains(Axis.ORDER)
            ? new Configuration(configuration.seed(), configuration.threads(), order)
            : configuration;
    return new EngineSum(
        engine,
        recorded,
        new RunOptions(false, cancelled),
        order,
        ProbeProgram.of(op, dtype, terms, 1, ops),
        ops);
  }

  /**
   * What the order declares for the sum in its plain form, before it knows a term; null where the
   * engine has an order of its own.
   */
  public @Nullable DeclaredSum declared() {
    return declared;
  }

  /** Why a profile does not declare what its library does; null where it does, or there is none. */
  public @Nullable String uncovered() {
    return uncovered;
  }

  @Override
  public SumOp op() {
    return single.op();
  }

  @Override
  public int terms() {
    return single.terms();
  }

  @Override
  public DType dtype() {
    return single.dtype();
  }

  @Override
  public int most() {
    return several.rows();
  }

  @Override
  public double sum(double[] terms, double[] factors, int repeat) throws StoppedException {
    fill(single, singleData, 0, terms);
    return run(single, singleData, factors, repeat).doubleAt(0);
  }

  @Override
  public double[] sums(double[][] terms, double[] factors) throws StoppedException {
    double[] sums = new double[terms.length];
    if (several == single) {
      for (int row = 0; row < terms.length; row++) {
        sums[row] = sum(terms[row], factors, 0);
      }
      return sums;
    }
    for (int row = 0; row < terms.length; row++) {
      fill(several, severalData, row, terms[row]);
    }
    Tensor results = run(several, severalData, factors, 0);
    for (int row = 0; row < terms.length; row++) {
      sums[row] = results.doubleAt(row);
    }
    return sums;
  }

  private ProbeProgram severalAtOnce(OpCatalog ops) throws StoppedException {
    int rows = Math.min(MOST_ROWS, MOST_ELEMENTS / single.terms());
    if (declared == null || rows < 2) {
      return single;
    }
    ProbeProgram program = ProbeProgram.of(single.op(), single.dtype(), single.terms(), rows, ops);
    run(program, room(rows * single.terms()), new double[single.terms()], 0);
    SummationTree tree = SummationTree.of(declared.additions());
    for (int row = 0; row < rows; row++) {
      DeclaredSum other = Objects.requireNonNull(order.declared(row));
      if (!other.additions().equals(declared.additions())
          && !SummationTree.of(other.additions()).equals(tree)) {
        return single;
      }
    }
    return program;
  }

  private Tensor run(ProbeProgram program, Object data, double[] factors, int repeat)
      throws StoppedException {
    RunOutcome outcome = engine.run(program.step(data, factors), configuration, repeat, options);
    if (outcome instanceof RunOutcome.Completed completed) {
      return program.op() == SumOp.BIAS_GRAD
          ? Objects.requireNonNull(completed.gradients().get("bias"))
          : completed.loss();
    }
    if (outcome instanceof RunOutcome.Failed failed) {
      throw new StoppedException(StoppedException.Cause.ENGINE, failed.message());
    }
    throw new StoppedException(
        StoppedException.Cause.CANCELLED, "stopped before the tree was known");
  }

  private Object room(int elements) {
    return single.dtype() == DType.FLOAT64 ? new double[elements] : new float[elements];
  }

  private static void fill(ProbeProgram program, Object data, int row, double[] terms) {
    int start = program.byRow() ? row * terms.length : row;
    int stride = program.byRow() ? 1 : program.rows();
    if (data instanceof float[] floats) {
      for (int i = 0; i < terms.length; i++) {
        floats[start + i * stride] = (float) terms[i];
      }
    } else {
      double[] doubles = (double[]) data;
      for (int i = 0; i < terms.length; i++) {
        doubles[start + i * stride] = terms[i];
      }
    }
  }
}
