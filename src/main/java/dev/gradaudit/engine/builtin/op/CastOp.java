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
 * Each element converted to another dtype: {@code float()}, {@code long()}, {@code to}. Only
 * between floating dtypes is there a gradient.
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
        to(DType.FLOAT16),
        to(DType.BFLOAT16),
        to(DType.INT64),
        to(DType.BOOL),
        new CastOp(
            Signatures.of(
                "to",
                "each element converted to a dtype: x.to(torch.float64)",
                Signatures.INPUT,
                Parameter.required("dtype", Kind.STRING)),
            null));
  }

  /** The method that converts to a dtype. */
  static String nameOf(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case FLOAT16 -> "half";
      case BFLOAT16 -> "bfloat16";
      case INT64 -> "long";
      case BOOL -> "bool";
    };
  }

  private static CastOp to(DType dtype) {
    String summary =
        switch (dtype) {
          case INT64 -> "each element without its fraction, as int64";
          case BOOL -> "whether each element is not 0";
          default -> "each element rounded to " + dtype.label();
        };
    return new CastOp(Signatures.of(nameOf(dtype), summary, Signatures.INPUT), dtype);
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
        .orElseThrow(
            () ->
                new InvalidCallException(
                    "dtype",
                    "cannot convert to '" + label + "'",
                    "use torch.float32, float64, float16, bfloat16, int64 or bool"));
  }
}
