package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/** The four arithmetic operations, element by element, with broadcasting. */
final class BinaryOp implements DifferentiableOp {
  /** The gradient with respect to an operand, before a broadcast is undone. */
  private interface Rule {
    Value backward(Arithmetic math, Value a, Value b, Value grad);
  }

  private final Signature signature;
  private final Binary function;
  private final Rule first;
  private final Rule second;

  private BinaryOp(
      String name, String summary, Binary function, Rule first, Rule second, String... aliases) {
    this.signature =
        Signatures.withAliases(
            Signatures.promoting(name, summary, Signatures.INPUT, Signatures.OTHER), aliases);
    this.function = function;
    this.first = first;
    this.second = second;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new BinaryOp("add", "a + b", Binary.ADD, (math, a, b, g) -> g, (math, a, b, g) -> g),
        new BinaryOp(
            "sub",
            "a - b",
            Binary.SUB,
            (math, a, b, g) -> g,
            (math, a, b, g) -> math.neg(g),
            "subtract"),
        new BinaryOp(
            "mul",
            "a * b",
            Binary.MUL,
            (math, a, b, g) -> math.mul(g, b),
            (math, a, b, g) -> math.mul(g, a),
            "multiply"),
        new BinaryOp(
            "div",
            "a / b",
            Binary.DIV,
            (math, a, b, g) -> math.div(g, b),
            (math, a, b, g) -> math.mul(math.neg(g), math.div(math.div(a, b), b)),
            "divide"));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    return Checks.broadcast(call, "input", "other");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.binary(function, operands.get("input"), operands.get("other"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value a = operands.get("input");
    Value b = operands.get("other");
    boolean isFirst = operands.is(operand, "input");
    Value full = (isFirst ? first : second).backward(math, a, b, grad);
    return math.sumTo(full, isFirst ? a.shape() : b.shape());
  }
}
