package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * y = (x − mean) / sqrt(variance + eps), times weight, plus bias, where mean and variance are those
 * of x itself over some dimensions: two sums, the second of squared distances from the mean. The
 * variance divides by the number of elements.
 *
 * <p>The gradient is that of PyTorch's fused kernels, with two sums of its own: for g = grad·weight
 * and n elements, (g − Σg/n − y·Σ(g·y)/n) / sqrt(variance + eps). Where the mean is not subtracted
 * the first of each pair of sums is not there. Kernels multiply by the inverse root, so that their
 * last bits are others.
 */
final class NormalisationOp implements DifferentiableOp, CompositeOp {
  /**
   * How an operator looks at its input.
   *
   * @param shape the input's, with the dimensions in the same sequence
   * @param dims the dimensions of this shape that share statistics
   * @param affine the shape in which weight and bias broadcast to it
   */
  record View(Shape shape, int[] dims, Shape affine) {
    /** Of how many elements the statistics are. */
    double count() {
      return Arrays.stream(dims).mapToDouble(shape::extent).reduce(1, (a, b) -> a * b);
    }
  }

  private final Signature signature;
  private final boolean centred;
  private final String ownStatistics;
  private final Consumer<Call> check;
  private final BiFunction<Shape, Arguments, View> view;

  /**
   * @param centred whether the mean is subtracted
   * @param ownStatistics the flag without which the statistics are given; empty if there is none
   * @param check of the arguments
   * @param view of an input's shape
   */
  NormalisationOp(
      Signature signature,
      boolean centred,
      String ownStatistics,
      Consumer<Call> check,
      BiFunction<Shape, Arguments, View> view) {
    this.signature = signature;
    this.centred = centred;
    this.ownStatistics = ownStatistics;
    this.check = check;
    this.view = view;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public boolean expands(Call call) {
    return !ownStatistics.isEmpty() && !call.arguments().flag(ownStatistics);
  }

  @Override
  public String definition(Call call) {
    check.accept(call);
    return NormalisationOps.byGivenStatistics(call);
  }

  @Override
  public TensorType infer(Call call) {
    check.accept(call);
    return call.type("input");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value input = operands.get("input");
    View seen = view.apply(input.shape(), operands.arguments());
    Value x = math.reshape(input, seen.shape());
    Value distance = centred ? math.sub(x, mean(math, x, seen, "mean")) : x;
    Value variance =
        mean(math, math.mul(distance, distance), seen, centred ? "variance" : "mean square");
    Value eps = math.scalar(x.dtype(), eps(operands.arguments(), x.dtype()));
    Value root = math.unary(Unary.SQRT, math.add(variance, eps));
    Value normalised = math.div(distance, root);
    operands.saveAll(normalised, root);
    Value y = normalised;
    if (operands.has("weight")) {
      y = math.mul(y, math.reshape(operands.get("weight"), seen.affine()));
    }
    if (hasBias(operands)) {
      y = math.add(y, math.reshape(operands.get("bias"), seen.affine()));
    }
    return math.reshape(y, input.shape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Shape shape = operands.input(operand).shape();
    View seen = view.apply(result.shape(), operands.arguments());
    Value g = math.reshape(grad, seen.shape());
    Value normalised = operands.saved(0);
    if (operands.is(operand, "weight")) {
      return math.reshape(math.sumTo(math.mul(g, normalised), seen.affine()), shape);
    }
    if (hasBias(operands) && operands.is(operand, "bias")) {
      return math.reshape(math.sumTo(g, seen.affine()), shape);
    }
    if (!operands.is(operand, "input")) {
      // Running statistics, which play no part where an operator takes its own.
      return math.constant(Tensors.filled(result.dtype(), shape, 0));
    }
    if (operands.has("weight")) {
      g = math.mul(g, math.reshape(operands.get("weight"), seen.affine()));
    }
    Value slope = centred ? math.sub(g, mean(math, g, seen, "mean gradient")) : g;
    Value along = mean(math, math.mul(g, normalised), seen, "gradient along the result");
    Value rest = math.sub(slope, math.mul(normalised, along));
    return math.reshape(math.div(rest, operands.saved(1)), shape);
  }

  private static Value mean(Arithmetic math, Value x, View seen, String label) {
    Value sum = math.sum(x, seen.dims(), true, label);
    return math.div(sum, math.number(x.dtype(), seen.count()));
  }

  private boolean hasBias(Operands operands) {
    return centred && operands.has("bias");
  }

  /** The argument; where it is None, the distance from 1 to the next number. */
  private static double eps(Arguments arguments, DType dtype) {
    return arguments.number("eps").map(Argument.Num::value).orElse(2 * dtype.unitRoundoff());
  }
}
