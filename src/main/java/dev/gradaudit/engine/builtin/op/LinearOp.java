package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;

/**
 * {@code input @ weight.T + bias}, for an input of any number of leading dimensions. The bias is
 * added after the product is summed, but in the orders of libraries that begin with it.
 */
final class LinearOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "linear",
        "input @ weight.T + bias; weight is [out_features, in_features]",
        Signatures.INPUT,
        Parameter.required("weight", Kind.TENSOR),
        Parameter.optional("bias", Kind.OPTIONAL_TENSOR, Argument.none()));
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    TensorType weight = Checks.floating(call, "weight");
    Checks.sameDType("weight", input, weight);
    Shape x = input.shape();
    Shape w = weight.shape();
    if (w.rank() != 2) {
      throw new InvalidCallException(
          "weight", "weight has to be [out_features, in_features], but its shape is " + w);
    }
    if (x.rank() == 0 || x.extent(x.rank() - 1) != w.extent(1)) {
      throw new InvalidCallException(
          null,
          "the last extent of input has to be " + w.extent(1) + " (in_features)",
          "weight is [out_features, in_features]");
    }
    if (call.arguments().input("bias").isPresent()) {
      TensorType biasType = Checks.floating(call, "bias");
      Checks.sameDType("bias", input, biasType);
      Shape bias = biasType.shape();
      if (!bias.equals(Shape.of(w.extent(0)))) {
        throw new InvalidCallException(
            "bias",
            "bias " + bias + " does not fit weight " + w + ": it has to be [" + w.extent(0) + "]");
      }
    }
    int[] extents = x.extents();
    extents[x.rank() - 1] = w.extent(0);
    return new TensorType(input.dtype(), Shape.of(extents));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value weight = operands.get("weight");
    Value transposed =
        math.reshape(
            math.permute(weight, 1, 0),
            Shape.of(1, weight.shape().extent(1), weight.shape().extent(0)));
    Value rows = rows(math, operands.get("input"));
    Value product =
        operands.has("bias")
            ? math.matmulPlus(rows, transposed, operands.get("bias"))
            : math.matmul(rows, transposed);
    return math.reshape(product, operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value input = operands.get("input");
    Value weight = operands.get("weight");
    if (operands.is(operand, "bias")) {
      return math.sumTo(grad, operands.get("bias").shape());
    }
    Value g = rows(math, grad);
    if (operands.is(operand, "input")) {
      Value w =
          math.reshape(weight, Shape.of(1, weight.shape().extent(0), weight.shape().extent(1)));
      return math.reshape(math.matmul(g, w), input.shape());
    }
    Value product = math.matmul(math.permute(g, 0, 2, 1), rows(math, input));
    return math.reshape(product, weight.shape());
  }

  /** All leading dimensions as one: {@code [1, rows, features]}. */
  private static Value rows(Arithmetic math, Value x) {
    int features = x.shape().extent(x.shape().rank() - 1);
    int rows = 1;
    for (int dim = 0; dim < x.shape().rank() - 1; dim++) {
      rows *= x.shape().extent(dim);
    }
    return math.reshape(x, Shape.of(1, rows, features));
  }
}
