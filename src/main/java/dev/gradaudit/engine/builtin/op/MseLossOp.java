package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;

/** The squared difference; its gradient is ((2/n · (input − target)) · grad), as in PyTorch. */
final class MseLossOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.promoting(
        "mse_loss",
        "mean squared error",
        Signatures.INPUT,
        Signatures.TARGET,
        Signatures.REDUCTION);
  }

  @Override
  public TensorType infer(Call call) {
    TensorType elements = Checks.broadcast(call, "input", "target");
    return new TensorType(elements.dtype(), LossReduction.check(call).shape(elements.shape()));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value difference = math.sub(operands.get("input"), operands.get("target"));
    return LossReduction.of(operands).reduce(math, math.mul(difference, difference));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    boolean isInput = operands.is(operand, "input");
    Value self = operands.get(isInput ? "input" : "target");
    Value other = operands.get(isInput ? "target" : "input");
    Value difference = math.sub(self, other);
    double elements = difference.tensor().size();
    boolean mean = LossReduction.of(operands) == LossReduction.MEAN;
    DoubleDouble two = DoubleDouble.of(2);
    Value norm = math.scalar(self.dtype(), mean ? two.dividedBy(elements) : two);
    Value full = math.mul(math.mul(norm, difference), grad);
    return math.sumTo(full, self.shape());
  }
}
