package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Tensors;
import java.util.Optional;

/**
 * {@code a ** b}, where either may be a number. Exponents that are the numbers 0, 1, 2, 3, 0.5,
 * −0.5, −1 and −2 are computed by multiplication, division and square root, as PyTorch does.
 */
final class PowOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.promoting(
        "pow",
        "a to the power b; either may be a number",
        Parameter.required("input", Kind.TENSOR_OR_NUMBER),
        Parameter.required("exponent", Kind.TENSOR_OR_NUMBER));
  }

  @Override
  public TensorType infer(Call call) {
    boolean tensorBase = call.arguments().input("input").isPresent();
    boolean tensorExponent = call.arguments().input("exponent").isPresent();
    if (tensorBase && tensorExponent) {
      return Checks.broadcast(call, "input", "exponent");
    }
    if (!tensorBase && !tensorExponent) {
      throw new InvalidCallException(
          null, "needs a tensor as base or as exponent, but got two numbers");
    }
    return Checks.floating(call, tensorBase ? "input" : "exponent");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Optional<Argument.Num> exponent = operands.arguments().number("exponent");
    if (exponent.isPresent()) {
      return power(math, operands.get("input"), exponent.get().value());
    }
    return math.binary(Binary.POW, base(math, operands), operands.get("exponent"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    if (operands.is(operand, "input")) {
      return withRespectToBase(math, operands, grad);
    }
    // Where the base is 0, a^b does not change with b ≥ 0 although log(0) is infinite: the gradient
    // is 0 but where max(|a|, −b) > 0.
    Value base = base(math, operands);
    Value exponent = operands.get("exponent");
    Value slope = math.mul(result, math.unary(Unary.LOG, base));
    Value gate = math.binary(Binary.MAXIMUM, math.unary(Unary.ABS, base), math.neg(exponent));
    Value guarded = math.binary(Binary.WHERE_POSITIVE, slope, gate);
    return math.sumTo(math.mul(grad, guarded), exponent.shape());
  }

  private static Value withRespectToBase(Arithmetic math, Operands operands, Value grad) {
    Value base = operands.get("input");
    DType dtype = base.dtype();
    Optional<Argument.Num> number = operands.arguments().number("exponent");
    if (number.isPresent()) {
      double exponent = number.get().value();
      if (exponent == 0) {
        return math.constant(Tensors.filled(dtype, base.shape(), 0));
      }
      Value slope = math.mul(math.scalar(dtype, exponent), power(math, base, exponent - 1));
      return math.mul(grad, slope);
    }
    Value exponent = operands.get("exponent");
    Value less = math.sub(exponent, math.scalar(dtype, 1));
    Value full = math.mul(grad, math.mul(exponent, math.binary(Binary.POW, base, less)));
    return math.sumTo(math.binary(Binary.WHERE_NONZERO, full, exponent), base.shape());
  }

  private static Value base(Arithmetic math, Operands operands) {
    Optional<Argument.Num> number = operands.arguments().number("input");
    return number.isPresent()
        ? math.scalar(operands.dtype(), number.get().value())
        : operands.get("input");
  }

  /** x to the power of a number. */
  private static Value power(Arithmetic math, Value x, double exponent) {
    DType dtype = x.dtype();
    if (exponent == 0) {
      return math.constant(Tensors.filled(dtype, x.shape(), 1));
    }
    if (exponent == 1) {
      return x;
    }
    if (exponent == 2) {
      return math.mul(x, x);
    }
    if (exponent == 3) {
      return math.mul(math.mul(x, x), x);
    }
    if (exponent == 0.5) {
      return math.unary(Unary.SQRT, x);
    }
    Value one = math.scalar(dtype, 1);
    if (exponent == -0.5) {
      return math.div(one, math.unary(Unary.SQRT, x));
    }
    if (exponent == -1) {
      return math.div(one, x);
    }
    if (exponent == -2) {
      return math.div(one, math.mul(x, x));
    }
    return math.binary(Binary.POW, x, math.scalar(dtype, exponent));
  }
}
