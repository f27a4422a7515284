package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.SiteObserver;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
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

  private Value observed(String label, List<Value> inputs, Value output) {
    if (scope == null) {
      throw new IllegalStateException("a sum outside of any operation");
    }
    observer.summed(scope.key(label), inputs.stream().map(Value::tensor).toList(), output.tensor());
    return output;
  }

  @Override
  public void enter(SiteScope scope) {
    this.scope = scope;
    target.enter(scope);
  }

  @Override
  public Value sum(Value x, int[] dims, boolean keepDims, String label) {
    Value result = target.sum(x, dims, keepDims, label);
    return dims.length == 0 ? result : observed(label, List.of(x), result);
  }

  @Override
  public Value sumTo(Value x, Shape shape) {
    Value result = target.sumTo(x, shape);
    return x.shape().equals(shape) ? result : observed("broadcast", List.of(x), result);
  }

  @Override
  public Value accumulate(List<Value> contributions) {
    Value result = target.accumulate(contributions);
    return contributions.size() == 1 ? result : observed("", contributions, result);
  }

  @Override
  public Value matmul(Value a, Value b) {
    return observed("", List.of(a, b), target.matmul(a, b));
  }

  @Override
  public Value scatterAdd(Value x, int[] positions, Shape shape, String label) {
    return observed(label, List.of(x), target.scatterAdd(x, positions, shape, label));
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
