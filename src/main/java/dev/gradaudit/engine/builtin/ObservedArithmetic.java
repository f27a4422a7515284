package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.SiteObserver;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Hands everything on, and shows every reduction site to an observer. */
final class ObservedArithmetic implements ScopedArithmetic {
  private final ScopedArithmetic target;
  private final SiteObserver observer;
  private @Nullable SiteScope scope;

  ObservedArithmetic(ScopedArithmetic target, SiteObserver observer) {
    this.target = target;
    this.observer = observer;
  }

  private Value observed(String label, List<Value> inputs, Value output, SiteObserver.Terms terms) {
    if (scope == null) {
      throw new IllegalStateException("a sum outside of any operation");
    }
    List<Tensor> tensors = inputs.stream().map(Value::tensor).toList();
    observer.summed(scope.key(label), tensors, output.tensor(), terms);
    return output;
  }

  private static SiteObserver.Terms termsOf(Tensor x, Reduction reduction) {
    return element -> {
      int[] positions = reduction.positions();
      double[] terms = new double[reduction.terms()];
      for (int term = 0; term < terms.length; term++) {
        terms[term] = x.doubleAt(positions[term * reduction.sums() + element]);
      }
      return terms;
    };
  }

  private static SiteObserver.Terms termsOf(Tensor a, Tensor b) {
    return element -> {
      MatmulExtents extents = MatmulExtents.of(a.shape(), b.shape());
      int row = element / extents.n();
      int column = element % extents.n();
      int batch = row / extents.m();
      double[] terms = new double[extents.k()];
      for (int k = 0; k < terms.length; k++) {
        double left = a.doubleAt(row * extents.k() + k);
        double right = b.doubleAt((batch * extents.k() + k) * extents.n() + column);
        terms[k] = a.dtype().round(left * right);
      }
      return terms;
    };
  }

  @Override
  public void enter(SiteScope scope) {
    this.scope = scope;
    target.enter(scope);
  }

  @Override
  public Value sum(Value x, int[] dims, boolean keepDims, String label) {
    Value result = target.sum(x, dims, keepDims, label);
    return dims.length == 0
        ? result
        : observed(
            label,
            List.of(x),
            result,
            termsOf(x.tensor(), Reduction.over(x.shape(), dims, keepDims)));
  }

  @Override
  public Value sumTo(Value x, Shape shape) {
    Value result = target.sumTo(x, shape);
    return x.shape().equals(shape)
        ? result
        : observed(
            "broadcast",
            List.of(x),
            result,
            termsOf(x.tensor(), Reduction.undoingBroadcast(x.shape(), shape)));
  }

  @Override
  public Value accumulate(List<Value> contributions, List<Integer> groups) {
    Value result = target.accumulate(contributions, groups);
    return contributions.size() == 1
        ? result
        : observed(
            "",
            contributions,
            result,
            element ->
                contributions.stream().mapToDouble(c -> c.tensor().doubleAt(element)).toArray());
  }

  @Override
  public Value matmul(Value a, Value b) {
    return observed("", List.of(a, b), target.matmul(a, b), termsOf(a.tensor(), b.tensor()));
  }

  @Override
  public boolean startsFromBias(Value a, Value b) {
    return target.startsFromBias(a, b);
  }

  @Override
  public Value matmulPlus(Value a, Value b, Value bias) {
    return target.startsFromBias(a, b)
        ? observed(
            "", List.of(a, b), target.matmulPlus(a, b, bias), termsOf(a.tensor(), b.tensor()))
        : add(matmul(a, b), bias);
  }

  @Override
  public Value scatterAdd(Value x, int[] positions, Shape shape, String label) {
    Value result = target.scatterAdd(x, positions, shape, label);
    return observed(
        label,
        List.of(x),
        result,
        element ->
            IntStream.range(0, positions.length)
                .filter(i -> positions[i] == element)
                .mapToDouble(i -> x.tensor().doubleAt(i))
                .toArray());
  }

  @Override
  public Value argmax(Value x, int[] dims, boolean keepDims) {
    return target.argmax(x, dims, keepDims);
  }

  @Override
  public Value compare(Comparison comparison, Value a, Value b) {
    return target.compare(comparison, a, b);
  }

  @Override
  public Value combine(Logic logic, Value a, Value b) {
    return target.combine(logic, a, b);
  }

  @Override
  public Value where(Value mask, Value a, Value b) {
    return target.where(mask, a, b);
  }

  @Override
  public Value concat(List<Value> xs) {
    return target.concat(xs);
  }

  @Override
  public Value chosenBy(Value index, Value result) {
    return target.chosenBy(index, result);
  }

  @Override
  public Value constant(Tensor tensor) {
    return target.constant(tensor);
  }

  @Override
  public Value unary(Unary f, Value x) {
    return target.unary(f, x);
  }

  @Override
  public Value binary(Binary f, Value a, Value b) {
    return target.binary(f, a, b);
  }

  @Override
  public Value runningProducts(Value start, Value factors) {
    return target.runningProducts(start, factors);
  }

  @Override
  public Value max(Value x, int[] dims, boolean keepDims) {
    return target.max(x, dims, keepDims);
  }

  @Override
  public Value reshape(Value x, Shape shape) {
    return target.reshape(x, shape);
  }

  @Override
  public Value gather(Value x, int[] positions, Shape shape) {
    return target.gather(x, positions, shape);
  }

  @Override
  public Value scatter(Value x, int[] positions, Shape shape) {
    return target.scatter(x, positions, shape);
  }

  @Override
  public Value cast(Value x, DType dtype) {
    return target.cast(x, dtype);
  }
}
