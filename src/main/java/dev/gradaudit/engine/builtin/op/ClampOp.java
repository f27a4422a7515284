package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Comparison;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Logic;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;

/**
 * x between two bounds, each a number, a tensor or absent; where min exceeds max, max wins. NaN in
 * any of them gives NaN. The gradient goes to x from min to max, both included, to min below it and
 * to max above; to nobody at NaN, nor to a min that equals max.
 */
final class ClampOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.withAliases(
        Signatures.promoting(
            "clamp",
            "x between min and max; the gradient passes at both",
            Signatures.INPUT,
            Parameter.optional("min", Kind.TENSOR_OR_NUMBER, Argument.none()),
            Parameter.optional("max", Kind.TENSOR_OR_NUMBER, Argument.none())),
        "clip");
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = call.type("input");
    if (input.dtype() == DType.BOOL) {
      Checks.floating(call, "input");
    }
    if (call.arguments().isNone("min") && call.arguments().isNone("max")) {
      throw new InvalidCallException(null, "needs min or max");
    }
    Shape shape = input.shape();
    for (String bound : new String[] {"min", "max"}) {
      if (call.arguments().input(bound).isPresent()) {
        shape =
            Shape.broadcast(shape, call.type(bound).shape())
                .orElseThrow(() -> new InvalidCallException(bound, "the shapes do not broadcast"));
      }
    }
    return new TensorType(input.dtype(), shape);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value result = operands.get("input");
    if (isGiven(operands, "min")) {
      result = bounded(math, result, Comparison.GE, bound(math, operands, "min"));
    }
    if (isGiven(operands, "max")) {
      result = bounded(math, result, Comparison.LE, bound(math, operands, "max"));
    }
    return math.expand(result, operands.resultShape());
  }

  /** x where it keeps to the bound or is NaN, else the bound. */
  private static Value bounded(Arithmetic math, Value x, Comparison keeps, Value bound) {
    Value isNan = math.compare(Comparison.NE, x, x);
    Value kept = math.combine(Logic.OR, math.compare(keeps, x, bound), isNan);
    return math.where(kept, x, bound);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value passes =
        operands.is(operand, "input")
            ? isWithin(math, operands)
            : operands.is(operand, "min") ? isBelow(math, operands) : isAbove(math, operands);
    Value full = math.where(passes, grad, math.scalar(grad.dtype(), 0));
    return math.sumTo(full, operands.input(operand).shape());
  }

  private static Value isWithin(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    if (!isGiven(operands, "min")) {
      return math.compare(Comparison.LE, x, bound(math, operands, "max"));
    }
    Value above = math.compare(Comparison.GE, x, bound(math, operands, "min"));
    return isGiven(operands, "max")
        ? math.combine(
            Logic.AND, above, math.compare(Comparison.LE, x, bound(math, operands, "max")))
        : above;
  }

  private static Value isBelow(Arithmetic math, Operands operands) {
    Value min = operands.get("min");
    Value below = math.compare(Comparison.LT, operands.get("input"), min);
    return isGiven(operands, "max")
        ? math.combine(
            Logic.AND, below, math.compare(Comparison.LT, min, bound(math, operands, "max")))
        : below;
  }

  private static Value isAbove(Arithmetic math, Operands operands) {
    Value max = operands.get("max");
    Value above = math.compare(Comparison.GT, operands.get("input"), max);
    return isGiven(operands, "min")
        ? math.combine(
            Logic.OR, above, math.compare(Comparison.LT, max, bound(math, operands, "min")))
        : above;
  }

  private static boolean isGiven(Operands operands, String name) {
    return !operands.arguments().isNone(name);
  }

  private static Value bound(Arithmetic math, Operands operands, String name) {
    return operands
        .arguments()
        .number(name)
        .map(number -> math.scalar(operands.dtype(), number.value()))
        .orElseGet(() -> operands.get(name));
  }
}
