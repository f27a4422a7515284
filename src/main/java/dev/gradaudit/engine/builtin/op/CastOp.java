package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each element rounded to another floating dtype: {@code float()}, {@code double()}, {@code to}.
 */
final class CastOp implements DifferentiableOp {
  private final Signature signature;
  private final @Nullable DType dtype;

  private CastOp(Signature signature, @Nullable DType dtype) {
    this.signature = signature;
    this.dtype = dtype;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        to(DType.FLOAT32),
        to(DType.FLOAT64),
        new CastOp(
            Signatures.of(
                "to",
                "each element rounded to a dtype: x.to(torch.float64)",
                Signatures.INPUT,
                Parameter.required("dtype", Kind.STRING)),
            null));
  }

  /** The conversion to one dtype. */
  static CastOp to(DType dtype) {
    String name = dtype == DType.FLOAT32 ? "float" : "double";
    Signature signature =
        Signatures.of(name, "each element rounded to " + dtype.label(), Signatures.INPUT);
    return new CastOp(signature, dtype);
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    return new TensorType(target(call), call.type("input").shape());
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.cast(operands.get("input"), operands.dtype());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return math.cast(grad, operands.get("input").dtype());
  }

  private DType target(Call call) {
    if (dtype != null) {
      return dtype;
    }
    String label = call.arguments().text("dtype");
    return DType.parse(label)
        .filter(DType::isFloating)
        .orElseThrow(
            () ->
                new InvalidCallException(
                    "dtype",
                    "cannot convert to '" + label + "'",
                    "use torch.float32 or torch.float64"));
  }
}
