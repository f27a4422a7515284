package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.Comparison;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensors;
import java.util.List;

/**
 * (Σ|x|^p)^(1/p), for p = ±∞ the largest or smallest magnitude, for p = 0 the number of elements
 * that are not 0. The gradient where the norm is 0 is 0.
 */
final class NormOp implements DifferentiableOp {
  private final Signature signature;
  private final String power;

  private NormOp(String name, Parameter power) {
    this.power = power.name();
    String p = power.name();
    this.signature =
        Signatures.of(
            name,
            "(sum |x|^" + p + ")^(1/" + p + "); float('inf') for the largest magnitude",
            Signatures.INPUT,
            power,
            Signatures.ALL_DIMS,
            Signatures.KEEPDIM);
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new NormOp("norm", Parameter.optional("p", Kind.NUMBER_OR_STRING, Argument.of("fro"))),
        new NormOp("vector_norm", Signatures.number("ord", 2)));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    double p = exponent(call.arguments());
    if (Double.isNaN(p)) {
      throw new InvalidCallException(power, power + " must not be NaN");
    }
    int[] dims = Checks.dims(call.arguments(), "dim", input.shape().rank());
    Shape shape = Checks.reduced(input.shape(), dims, call.arguments().flag("keepdim"));
    if (input.shape().size() == 0 && shape.size() > 0 && (p < 0 || Double.isInfinite(p))) {
      throw new InvalidCallException(
          power, "nothing has no norm for " + power + "=" + p, "use a finite, positive " + power);
    }
    return new TensorType(input.dtype(), shape);
  }

  private double exponent(Arguments arguments) {
    if (arguments.get(power) instanceof Argument.Num number) {
      return number.value();
    }
    String name = arguments.text(power);
    if (!name.equals("fro")) {
      throw new InvalidCallException(
          power,
          name.equals("nuc")
              ? "the nuclear norm needs singular values, which are not supported"
              : "unknown norm '" + name + "'",
          "use 'fro' or a number");
    }
    return 2;
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    int[] dims = Checks.dims(operands.arguments(), "dim", x.shape().rank());
    boolean keepDims = operands.arguments().flag("keepdim");
    double p = exponent(operands.arguments());
    Value magnitude = math.unary(Unary.ABS, x);
    if (Double.isInfinite(p)) {
      return operands.resultShape().size() == 0
          ? math.sum(magnitude, dims, keepDims, "")
          : ExtremumOp.extreme(math, magnitude, dims, keepDims, p > 0);
    }
    if (p == 0) {
      Value counted = math.compare(Comparison.NE, x, math.scalar(x.dtype(), 0));
      return math.cast(math.sum(math.cast(counted, DType.FLOAT64), dims, keepDims, ""), x.dtype());
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
    double p = exponent(operands.arguments());
    Value norm = math.reshape(result, Checks.withReducedDims(x.shape(), dims));
    Value g = math.reshape(grad, norm.shape());
    Value zero = math.scalar(x.dtype(), 0);
    Value sign = math.unary(Unary.SIGN, x);
    if (p == 0) {
      return math.constant(Tensors.filled(x.dtype(), x.shape(), 0));
    }
    if (p == 1) {
      return math.mul(sign, g);
    }
    Value magnitude = math.unary(Unary.ABS, x);
    if (Double.isInfinite(p)) {
      // Those that attain it share the gradient, as in max; at NaN nobody gets any.
      Value attains = math.compare(Comparison.EQ, magnitude, norm);
      Value share = math.mul(sign, ExtremumOp.share(math, g, attains, dims));
      return math.where(attains, share, zero);
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
