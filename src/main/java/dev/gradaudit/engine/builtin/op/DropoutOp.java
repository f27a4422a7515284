package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Tensors;

/**
 * Each element kept with probability 1 − p and multiplied by 1 / (1 − p), else 0. Which ones are
 * kept depends on the seed, the place in the program and the element's position: not on the order
 * of evaluation, and not as PyTorch draws them.
 */
final class DropoutOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "dropout",
        "elements kept with probability 1 - p, scaled by 1 / (1 - p); drawn from the seed",
        Signatures.INPUT,
        Signatures.number("p", 0.5),
        Signatures.flag("training", true));
  }

  @Override
  public TensorType infer(Call call) {
    double p = call.arguments().real("p");
    if (!(p >= 0 && p <= 1)) {
      throw new InvalidCallException("p", "p has to be between 0 and 1, but it is " + p);
    }
    return Checks.floating(call, "input");
  }

  @Override
  public boolean isRandom(Arguments arguments) {
    double p = arguments.real("p");
    return arguments.flag("training") && p > 0 && p < 1;
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return scaled(math, operands, operands.get("input"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return scaled(math, operands, grad);
  }

  private static Value scaled(Arithmetic math, Operands operands, Value x) {
    double p = operands.arguments().real("p");
    if (!operands.arguments().flag("training") || p == 0) {
      return x;
    }
    double scale = p == 1 ? 0 : 1 / (1 - p);
    CounterRandom random = operands.random();
    return math.mul(
        x,
        math.constant(
            Tensors.generated(x.dtype(), x.shape(), i -> random.unit(i) < p ? 0 : scale)));
  }
}
