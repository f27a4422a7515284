package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import java.util.List;

/** Elementwise functions that are composed of simpler ones. */
final class ElementwiseOps {
  private ElementwiseOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        Composite.of(Signatures.of("square", "x x", Signatures.INPUT), "input ** 2"),
        Composite.of(Signatures.of("reciprocal", "1 / x", Signatures.INPUT), "1 / input"),
        Composite.of(
            Signatures.of("rsqrt", "1 / sqrt(x)", Signatures.INPUT), "1 / torch.sqrt(input)"),
        Composite.of(
            Signatures.promoting(
                "clamp_min",
                "x, but at least min",
                Signatures.INPUT,
                Parameter.required("min", Kind.TENSOR_OR_NUMBER)),
            "torch.clamp(input, min=min)"),
        Composite.of(
            Signatures.promoting(
                "clamp_max",
                "x, but at most max",
                Signatures.INPUT,
                Parameter.required("max", Kind.TENSOR_OR_NUMBER)),
            "torch.clamp(input, max=max)"),
        Composite.of(
            Signatures.of(
                "masked_fill",
                "value where the mask holds, x elsewhere",
                Signatures.INPUT,
                Parameter.required("mask", Kind.MASK),
                Parameter.required("value", Kind.TENSOR_OR_NUMBER)),
            ElementwiseOps::maskedFill),
        Composite.of(
            Signatures.promoting(
                "lerp",
                "x + weight (end - x)",
                Signatures.INPUT,
                Parameter.required("end", Kind.TENSOR),
                Parameter.required("weight", Kind.TENSOR_OR_NUMBER)),
            "input + weight * (end - input)"),
        Composite.of(
            Signatures.promoting(
                "addcmul",
                "x + value tensor1 tensor2",
                Signatures.INPUT,
                Parameter.required("tensor1", Kind.TENSOR),
                Parameter.required("tensor2", Kind.TENSOR),
                Signatures.number("value", 1)),
            "input + value * tensor1 * tensor2"));
  }

  private static String maskedFill(Call call) {
    if (call.arguments().input("value").isPresent() && call.type("value").shape().rank() > 0) {
      throw new InvalidCallException(
          "value", "needs a number or a tensor without dimensions, but got " + call.type("value"));
    }
    return "torch.where(mask, value, input)";
  }
}
