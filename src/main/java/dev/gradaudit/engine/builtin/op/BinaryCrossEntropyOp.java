package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.Optional;

/**
 * The cross entropy of probabilities: (t − 1)·log(1 − x) − t·log(x), each logarithm not below −100.
 * In the gradient, (1 − x)·x is not below 1e-12.
 */
final class BinaryCrossEntropyOp implements DifferentiableOp, CompositeOp {
  private static final double LEAST_LOG = -100;
  private static final double LEAST_VARIANCE = 1e-12;

  @Override
  public Signature signature() {
    return Signatures.promoting(
        "binary_cross_entropy",
        "cross entropy of probabilities and targets between 0 and 1",
        Signatures.INPUT,
        Signatures.TARGET,
        Parameter.optional("weight", Kind.OPTIONAL_TENSOR, Argument.none()),
        Signatures.REDUCTION);
  }

  @Override
  public boolean expands(Call call) {
    return !call.arguments().isNone("weight");
  }

  @Override
  public String definition(Call call) {
    checkFactor(call, "weight");
    return LossReduction.check(call)
        .text("F.binary_cross_entropy(input, target, reduction='none') * weight");
  }

  @Override
  public TensorType infer(Call call) {
    return inferSameShape(call);
  }

  /** Requires the shapes of a call with a weight: it must not enlarge the losses. */
  static void checkFactor(Call call, String parameter) {
    inferSameShape(call);
    if (call.arguments().isNone(parameter)) {
      return;
    }
    Shape losses = call.type("input").shape();
    Shape factor = call.type(parameter).shape();
    if (!Shape.broadcast(losses, factor).equals(Optional.of(losses))) {
      throw new InvalidCallException(
          parameter, parameter + " " + factor + " does not broadcast to the losses, " + losses);
    }
  }

  /** Type inference of both binary cross entropies, which do not broadcast. */
  static TensorType inferSameShape(Call call) {
    TensorType input = Checks.floating(call, "input");
    TensorType target = Checks.floating(call, "target");
    if (!input.shape().equals(target.shape())) {
      throw new InvalidCallException(
          "target",
          "input " + input.shape() + " and target " + target.shape() + " need the same shape",
          "reshape one of them; this loss does not broadcast");
    }
    return new TensorType(input.dtype(), LossReduction.check(call).shape(input.shape()));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    Value target = operands.get("target");
    Value one = math.scalar(x.dtype(), 1);
    Value negative = math.mul(math.sub(target, one), logOfComplement(math, x));
    Value positive = math.mul(target, log(math, x));
    return LossReduction.of(operands).reduce(math, math.sub(negative, positive));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    Value full;
    if (operands.is(operand, "input")) {
      Value one = math.scalar(x.dtype(), 1);
      Value variance = math.mul(math.sub(one, x), x);
      Value least = math.scalar(x.dtype(), LEAST_VARIANCE);
      Value numerator = math.mul(grad, math.sub(x, operands.get("target")));
      full = math.div(numerator, math.binary(Binary.MAXIMUM, variance, least));
    } else {
      full = math.mul(math.sub(logOfComplement(math, x), log(math, x)), grad);
    }
    return LossReduction.of(operands).divided(math, full, x.tensor().size());
  }

  private static Value log(Arithmetic math, Value x) {
    return atLeast(math, math.unary(Unary.LOG, x));
  }

  private static Value logOfComplement(Arithmetic math, Value x) {
    return atLeast(math, math.unary(Unary.LOG1P, math.neg(x)));
  }

  private static Value atLeast(Arithmetic math, Value log) {
    return math.binary(Binary.MAXIMUM, log, math.scalar(log.dtype(), LEAST_LOG));
  }
}
