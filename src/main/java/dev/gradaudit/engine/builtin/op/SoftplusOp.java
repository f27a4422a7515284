package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.numeric.DoubleDoubleMath;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;

/** log(1 + exp(βx)) / β, and x itself where βx is above the threshold. */
final class SoftplusOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "softplus",
        "log(1 + exp(beta x)) / beta; x itself where beta x exceeds the threshold",
        Signatures.INPUT,
        Parameter.optional("beta", Kind.NUMBER, Argument.of(1.0)),
        Parameter.optional("threshold", Kind.NUMBER, Argument.of(20.0)));
  }

  @Override
  public TensorType infer(Call call) {
    if (call.arguments().real("beta") == 0) {
      throw new InvalidCallException("beta", "beta must not be 0");
    }
    return Checks.floating(call, "input");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    double beta = operands.arguments().real("beta");
    double threshold = operands.arguments().real("threshold");
    // Where it goes over to x itself the function drops by this much.
    double drop = Math.abs((StrictMath.log1p(StrictMath.exp(threshold)) - threshold) / beta);
    Unary softplus =
        Unary.stepped("softplus", drop, x -> softplus(x, beta, threshold))
            .withWide(
                x ->
                    x.high() * beta > threshold
                        ? x
                        : DoubleDoubleMath.softplus(x.times(beta)).dividedBy(beta),
                x -> 1);
    return math.unary(softplus, operands.get("input"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    double beta = operands.arguments().real("beta");
    double threshold = operands.arguments().real("threshold");
    Unary slope =
        Unary.elementary(
                "softplus_slope", x -> x * beta > threshold ? 1 : Unary.SIGMOID.apply(x * beta))
            .withWide(
                x ->
                    x.high() * beta > threshold
                        ? DoubleDouble.ONE
                        : DoubleDoubleMath.sigmoid(x.times(beta)),
                x -> beta / 4);
    return math.mul(grad, math.unary(slope, operands.get("input")));
  }

  private static double softplus(double x, double beta, double threshold) {
    return x * beta > threshold ? x : StrictMath.log1p(StrictMath.exp(x * beta)) / beta;
  }
}
