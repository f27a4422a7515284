package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Logic;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensors;
import java.util.List;

/** Functions of truth values: {@code a & b}, {@code a | b}, {@code a ^ b} and {@code ~a}. */
final class LogicOp implements DifferentiableOp {
  private static final Parameter INPUT = Parameter.required("input", Kind.MASK);
  private static final Parameter OTHER = Parameter.required("other", Kind.MASK);

  private final Signature signature;
  private final Logic logic;
  private final boolean negates;

  private LogicOp(Signature signature, Logic logic, boolean negates) {
    this.signature = signature;
    this.logic = logic;
    this.negates = negates;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        of("bitwise_and", "logical_and", "a & b, of truth values", Logic.AND),
        of("bitwise_or", "logical_or", "a | b, of truth values", Logic.OR),
        of("bitwise_xor", "logical_xor", "a ^ b, of truth values", Logic.XOR),
        new LogicOp(
            Signatures.withAliases(
                Signatures.of("bitwise_not", "~a, of truth values", INPUT), "logical_not"),
            Logic.XOR,
            true));
  }

  private static LogicOp of(String name, String alias, String summary, Logic logic) {
    Signature signature = Signatures.of(name, summary, INPUT, OTHER);
    return new LogicOp(Signatures.withAliases(signature, alias), logic, false);
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    return negates
        ? call.type("input")
        : new TensorType(DType.BOOL, Checks.broadcastShape(call, "input", "other"));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value other =
        negates
            ? math.constant(Tensors.filled(DType.BOOL, Shape.SCALAR, 1))
            : operands.get("other");
    return math.combine(logic, operands.get("input"), other);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    throw new IllegalStateException("a truth value has no gradient");
  }
}
