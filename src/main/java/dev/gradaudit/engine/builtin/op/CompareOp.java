package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Comparison;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/** Comparisons, element by element. Their results are truth values and have no gradient. */
final class CompareOp implements DifferentiableOp {
  private final Signature signature;
  private final Comparison comparison;

  private CompareOp(String name, String sign, Comparison comparison, String... aliases) {
    this.signature =
        Signatures.withAliases(
            Signatures.promoting(
                name, "whether x " + sign + " y", Signatures.INPUT, Signatures.OTHER),
            aliases);
    this.comparison = comparison;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new CompareOp("lt", "<", Comparison.LT, "less"),
        new CompareOp("le", "<=", Comparison.LE, "less_equal"),
        new CompareOp("gt", ">", Comparison.GT, "greater"),
        new CompareOp("ge", ">=", Comparison.GE, "greater_equal"),
        new CompareOp("eq", "==", Comparison.EQ),
        new CompareOp("ne", "!=", Comparison.NE, "not_equal"));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    return new TensorType(DType.BOOL, Checks.broadcastShape(call, "input", "other"));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.compare(comparison, operands.get("input"), operands.get("other"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    throw new IllegalStateException("a truth value has no gradient");
  }
}
