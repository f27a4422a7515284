package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.Comparison;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/** (Σ|x|^p)^(1/p), for p = ∞ the largest magnitude. The gradient where the norm is 0 is 0. */
final class NormOp implements DifferentiableOp {
  private final Signature signature;
  private final String power;

  private NormOp(String name, String power) {
    this.power = power;
    this.signature =
        Signatures.of(
            name,
            "(sum |x|^" + power + ")^(1/" + power + "); float('inf') for the largest magnitude",
            Signatures.INPUT,
            Parameter.optional(power, Kind.NUMBER, Argument.of(2.0)),
            Signatures.ALL_DIMS,
            Signatures.KEEPDIM);
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(new NormOp("norm", "p"), new NormOp("vector_norm", "ord"));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    if (!(call.arguments().real(power) > 0)) {
      throw new InvalidCallException(power, power + " has to be positive");
    }
    int[] dims = Checks.dims(call.arguments(), "dim", input.shape().rank());
    return new TensorType(
        input.dtype(), Checks.reduced(input.shape(), dims, call.arguments().flag("keepdim")));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    boolean keepDims = operands.arguments().flag("keepdim");
    double p = operands.arguments().real(power);
    Value magnitude = math.unary(Unary.ABS, x);
    if (p == Double.POSITIVE_INFINITY) {
      return x.tensor().size() == 0
          ? math.sum(magnitude, dims, keepDims, "")
          : math.max(magnitude, dims, keepDims);
    }
    if (p == 1) {
      return math.sum(magnitude, dims, keepDims, "");
    }
    Value sum = math.sum(p == 2 ? math.mul(x, x) : pow(math, magnitude, p), dims, keepDims, "");
    return p == 2 ? math.unary(Unary.SQRT, sum) : pow(math, sum, 1 / p);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    double p = operands.arguments().real(power);
    Value norm = math.reshape(result, Checks.withReducedDims(x.shape(), dims));
    Value g = math.reshape(grad, norm.shape());
    Value zero = math.scalar(x.dtype(), 0);
    Value sign = math.unary(Unary.SIGN, x);
    if (p == 1) {
      return math.mul(sign, g);
    }
    Value magnitude = math.unary(Unary.ABS, x);
    if (p == Double.POSITIVE_INFINITY) {
      // The largest share the gradient, as in amax.
      Value mask = math.compare(Comparison.EQ, magnitude, norm);
      Value ties = math.sum(math.cast(mask, x.dtype()), dims, true, "ties");
      Value share = math.mul(sign, math.div(g, ties));
      return math.where(mask, share, zero);
    }
    Value slope;
    if (p == 2) {
      slope = math.mul(x, math.div(g, norm));
    } else {
      Value inner = math.mul(sign, pow(math, magnitude, p - 1));
      if (p < 1) {
        // Infinitely steep at 0; the gradient there is 0, as PyTorch has it, and not 0 times ∞.
        inner = math.where(math.compare(Comparison.EQ, x, zero), zero, inner);
      }
      slope = math.mul(inner, math.div(g, pow(math, norm, p - 1)));
    }
    Value none = math.compare(Comparison.EQ, norm, zero);
    return math.where(none, zero, slope);
  }

  private static Value pow(Arithmetic math, Value x, double exponent) {
    return math.binary(Binary.POW, x, math.scalar(x.dtype(), exponent));
  }
}
