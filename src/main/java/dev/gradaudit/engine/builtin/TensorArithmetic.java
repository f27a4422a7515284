package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.reduction.Layout;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKind;
import dev.gradaudit.reduction.Summation;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The primitives on tensors, without analysis. Confined to one run and one thread. */
final class TensorArithmetic implements ScopedArithmetic {
  private final Summation summation;
  private @Nullable SiteScope scope;

  TensorArithmetic(Summation summation) {
    this.summation = summation;
  }

  @Override
  public void enter(SiteScope scope) {
    this.scope = scope;
  }

  @Override
  public Value constant(Tensor tensor) {
    return new Value(tensor);
  }

  @Override
  public Value unary(Unary f, Value x) {
    return new Value(Elementwise.unary(f, x.tensor()));
  }

  @Override
  public Value binary(Binary f, Value a, Value b) {
    return new Value(Elementwise.binary(f, a.tensor(), b.tensor()));
  }

  @Override
  public Value sum(Value x, int[] dims, boolean keepDims, String label) {
    if (dims.length == 0) {
      return x;
    }
    Reduction reduction = Reduction.over(x.shape(), dims, keepDims);
    return new Value(reduce(x.tensor(), reduction, SiteKind.SUM, label));
  }

  @Override
  public Value sumTo(Value x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    Reduction reduction = Reduction.undoingBroadcast(x.shape(), shape);
    return new Value(reduce(x.tensor(), reduction, SiteKind.BROADCAST, "broadcast"));
  }

  private Tensor reduce(Tensor x, Reduction reduction, SiteKind kind, String label) {
    Site site =
        new Site(
            scope().key(label),
            kind,
            reduction.layout(),
            x.dtype(),
            reduction.terms(),
            reduction.sums(),
            false);
    return sums(site, reduction.block(x), reduction.result());
  }

  private Tensor sums(Site site, Tensor block, Shape shape) {
    if (block instanceof FloatTensor floats) {
      return new FloatTensor(site.dtype(), shape, summation.sumBlock(site, floats.values()));
    }
    if (block instanceof DoubleTensor doubles) {
      return new DoubleTensor(shape, summation.sumBlock(site, doubles.values()));
    }
    throw noSums(block.dtype());
  }

  @Override
  public Value accumulate(List<Value> contributions, List<Integer> groups) {
    if (contributions.size() == 1) {
      return contributions.get(0);
    }
    Tensor first = contributions.get(0).tensor();
    int terms = contributions.size();
    Layout layout = new Layout(List.of(terms, first.size()), List.of(0), groups);
    Site site =
        new Site(
            scope().key(""), SiteKind.FAN_OUT, layout, first.dtype(), terms, first.size(), false);
    if (first instanceof FloatTensor) {
      float[][] rows = new float[terms][];
      for (int i = 0; i < terms; i++) {
        rows[i] = ((FloatTensor) contributions.get(i).tensor()).values();
      }
      return new Value(
          new FloatTensor(first.dtype(), first.shape(), summation.sumRows(site, rows)));
    }
    if (first instanceof DoubleTensor) {
      double[][] rows = new double[terms][];
      for (int i = 0; i < terms; i++) {
        rows[i] = ((DoubleTensor) contributions.get(i).tensor()).values();
      }
      return new Value(new DoubleTensor(first.shape(), summation.sumRows(site, rows)));
    }
    throw noSums(first.dtype());
  }

  @Override
  public Value matmul(Value a, Value b) {
    return product(a, b, site(a, b, SiteKind.MATMUL));
  }

  @Override
  public boolean startsFromBias(Value a, Value b) {
    return summation.startsFromBias(site(a, b, SiteKind.MATMUL));
  }

  @Override
  public Value matmulPlus(Value a, Value b, Value bias) {
    if (!startsFromBias(a, b)) {
      return add(matmul(a, b), bias);
    }
    List<Value> factors = withBias(a, b, bias);
    Value left = factors.get(0);
    Value right = factors.get(1);
    return product(left, right, site(left, right, SiteKind.LINEAR));
  }

  private Site site(Value a, Value b, SiteKind kind) {
    MatmulExtents extents = MatmulExtents.of(a.shape(), b.shape());
    return new Site(
        scope().key(""),
        kind,
        extents.layout(),
        a.dtype(),
        extents.k(),
        extents.m() * extents.n(),
        true);
  }

  /** One matrix of the batch at a time, each by the same plan. */
  private Value product(Value a, Value b, Site site) {
    MatmulExtents extents = MatmulExtents.of(a.shape(), b.shape());
    int size = Math.toIntExact(extents.result().size());
    int perBatch = extents.m() * extents.n();
    if (a.tensor() instanceof FloatTensor left && b.tensor() instanceof FloatTensor right) {
      float[] result = new float[size];
      for (int batch = 0; batch < extents.batch(); batch++) {
        float[][] rows = Rows.of(left.values(), batch * extents.m(), extents.m(), extents.k());
        float[][] columns = Rows.of(right.values(), batch * extents.k(), extents.k(), extents.n());
        float[] product = summation.sumProducts(site, rows, columns);
        System.arraycopy(product, 0, result, batch * perBatch, perBatch);
      }
      return new Value(new FloatTensor(a.dtype(), extents.result(), result));
    }
    if (a.tensor() instanceof DoubleTensor left && b.tensor() instanceof DoubleTensor right) {
      double[] result = new double[size];
      for (int batch = 0; batch < extents.batch(); batch++) {
        double[][] rows = Rows.of(left.values(), batch * extents.m(), extents.m(), extents.k());
        double[][] columns = Rows.of(right.values(), batch * extents.k(), extents.k(), extents.n());
        double[] product = summation.sumProducts(site, rows, columns);
        System.arraycopy(product, 0, result, batch * perBatch, perBatch);
      }
      return new Value(new DoubleTensor(extents.result(), result));
    }
    throw noSums(a.dtype());
  }

  @Override
  public Value scatterAdd(Value x, int[] positions, Shape shape, String label) {
    Tensor sums = Tensors.filled(x.dtype(), shape, 0);
    ScatterGroups scatter = new ScatterGroups(positions, sums.size());
    for (ScatterGroups.Group group : scatter.groups()) {
      Elementwise.place(sum(group, x.tensor(), label), group.destinations(), sums);
    }
    return new Value(sums);
  }

  /** The sums of one group of a scatter. */
  private Tensor sum(ScatterGroups.Group group, Tensor x, String label) {
    Tensor block = group.block(x);
    Shape shape = Shape.of(group.sums());
    if (group.terms() == 1) {
      return block.withShape(shape);
    }
    Layout layout = new Layout(List.of(group.terms(), group.sums()), List.of(0));
    Site site =
        new Site(
            scope().key(label),
            SiteKind.SCATTER,
            layout,
            x.dtype(),
            group.terms(),
            group.sums(),
            false);
    return sums(site, block, shape);
  }

  @Override
  public Value runningProducts(Value start, Value factors) {
    return new Value(Elementwise.runningProducts(start.tensor(), factors.tensor()));
  }

  @Override
  public Value max(Value x, int[] dims, boolean keepDims) {
    Reduction reduction = Reduction.over(x.shape(), dims, keepDims);
    Tensor block = reduction.block(x.tensor());
    int[] largest = Elementwise.argmax(block, reduction.terms(), reduction.sums());
    for (int column = 0; column < largest.length; column++) {
      largest[column] = largest[column] * reduction.sums() + column;
    }
    return new Value(Elementwise.gather(block, largest, reduction.result()));
  }

  @Override
  public Value argmax(Value x, int[] dims, boolean keepDims) {
    Reduction reduction = Reduction.over(x.shape(), dims, keepDims);
    Tensor block = reduction.block(x.tensor());
    int[] largest = Elementwise.argmax(block, reduction.terms(), reduction.sums());
    return new Value(
        new LongTensor(reduction.result(), Arrays.stream(largest).asLongStream().toArray()));
  }

  @Override
  public Value compare(Comparison comparison, Value a, Value b) {
    return new Value(Elementwise.compare(comparison, a.tensor(), b.tensor()));
  }

  @Override
  public Value combine(Logic logic, Value a, Value b) {
    return new Value(Elementwise.combine(logic, a.tensor(), b.tensor()));
  }

  @Override
  public Value where(Value mask, Value a, Value b) {
    return new Value(Elementwise.where(mask.tensor(), a.tensor(), b.tensor()));
  }

  @Override
  public Value concat(List<Value> xs) {
    return new Value(Elementwise.concat(xs.stream().map(Value::tensor).toList()));
  }

  @Override
  public Value chosenBy(Value index, Value result) {
    return result;
  }

  @Override
  public Value reshape(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : new Value(x.tensor().withShape(shape));
  }

  @Override
  public Value gather(Value x, int[] positions, Shape shape) {
    return new Value(Elementwise.gather(x.tensor(), positions, shape));
  }

  @Override
  public Value scatter(Value x, int[] positions, Shape shape) {
    return new Value(Elementwise.scatter(x.tensor(), positions, shape));
  }

  @Override
  public Value cast(Value x, DType dtype) {
    return x.dtype() == dtype ? x : new Value(Elementwise.cast(x.tensor(), dtype));
  }

  private SiteScope scope() {
    if (scope == null) {
      throw new IllegalStateException("a sum outside of any operation");
    }
    return scope;
  }

  private static IllegalArgumentException noSums(DType dtype) {
    return new IllegalArgumentException("no sums of " + dtype.label());
  }

  /** Cuts a row-major matrix into separate arrays, over which vector loops run best. */
  private static final class Rows {
    static float[][] of(float[] matrix, int firstRow, int rows, int columns) {
      float[][] result = new float[rows][];
      for (int row = 0; row < rows; row++) {
        int from = (firstRow + row) * columns;
        result[row] = Arrays.copyOfRange(matrix, from, from + columns);
      }
      return result;
    }

    static double[][] of(double[] matrix, int firstRow, int rows, int columns) {
      double[][] result = new double[rows][];
      for (int row = 0; row < rows; row++) {
        int from = (firstRow + row) * columns;
        result[row] = Arrays.copyOfRange(matrix, from, from + columns);
      }
      return result;
    }
  }
}
