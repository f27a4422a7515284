package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import java.util.List;

/**
 * Activation functions that are composed of simpler functions. An exponential is only taken where
 * its argument is not positive, so that a branch that is not chosen cannot overflow into the
 * gradient. Conditions are written so that NaN takes the side on which PyTorch has it.
 */
final class ActivationOps {
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  /** relu6(x + 3); whether its gradient passes is asked of x, for a sum may round to a bound. */
  private static final String SHIFTED =
      """
      between = (input > -3) & (input < 3)
      shifted = torch.where(between, input + 3, torch.clamp(input + 3, 0, 6).detach())
      """;

  private ActivationOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        Composite.of(
            Signatures.of(
                "gelu",
                "x Phi(x), with the distribution function of the normal distribution",
                Signatures.INPUT,
                Parameter.optional("approximate", Kind.STRING, Argument.of("none"))),
            ActivationOps::gelu),
        Composite.of(
            Signatures.of("silu", "x sigmoid(x)", Signatures.INPUT),
            "input * torch.sigmoid(input)"),
        Composite.of(
            Signatures.of("mish", "x tanh(softplus(x))", Signatures.INPUT),
            "input * torch.tanh(F.softplus(input))"),
        Composite.of(
            Signatures.of(
                "leaky_relu",
                "x where positive, negative_slope x elsewhere (at 0 too)",
                Signatures.INPUT,
                Signatures.number("negative_slope", 0.01)),
            "torch.where(input > 0, input, input * negative_slope)"),
        Composite.of(
            Signatures.of(
                "elu",
                "x where positive, alpha (exp(x) - 1) elsewhere",
                Signatures.INPUT,
                Signatures.number("alpha", 1)),
            "torch.where(input <= 0, alpha * torch.expm1(torch.clamp(input, max=0)), input)"),
        Composite.of(
            Signatures.of(
                "selu", "elu with the two constants of self-normalising nets", Signatures.INPUT),
            SELU_SCALE + " * F.elu(input, " + SELU_ALPHA + ")"),
        Composite.of(
            Signatures.of(
                "hardtanh",
                "x between min_val and max_val; the gradient at both is 0",
                Signatures.INPUT,
                Signatures.number("min_val", -1),
                Signatures.number("max_val", 1)),
            "torch.where((input <= min_val) | (input >= max_val),"
                + " torch.clamp(input, min_val, max_val).detach(), input)"),
        Composite.of(
            Signatures.of(
                "relu6", "x between 0 and 6; the gradient at both is 0", Signatures.INPUT),
            "F.hardtanh(input, 0, 6)"),
        Composite.of(
            Signatures.of("hardsigmoid", "relu6(x + 3) / 6", Signatures.INPUT),
            SHIFTED + "shifted / 6"),
        Composite.of(
            Signatures.of("hardswish", "x relu6(x + 3) / 6", Signatures.INPUT),
            SHIFTED + "input * shifted / 6"),
        Composite.of(
            Signatures.of("softsign", "x / (1 + |x|)", Signatures.INPUT),
            "input / (1 + input.abs())"),
        Composite.of(
            Signatures.of(
                "softmin", "softmax(-x)", Signatures.INPUT, Signatures.DIM, Signatures.DTYPE),
            "F.softmax(-input, dim, dtype)"),
        Composite.of(
            Signatures.of(
                "glu",
                "the first half times the sigmoid of the second half along a dimension",
                Signatures.INPUT,
                Parameter.optional("dim", Kind.INT, Argument.of(-1))),
            "a, b = input.chunk(2, dim)\na * torch.sigmoid(b)"));
  }

  private static String gelu(Call call) {
    return switch (call.arguments().text("approximate")) {
      case "none" -> "input * 0.5 * (1 + torch.erf(input * " + Math.sqrt(0.5) + "))";
      case "tanh" ->
          "0.5 * input * (1 + torch.tanh("
              + Math.sqrt(2 / Math.PI)
              + " * (input + 0.044715 * input ** 3)))";
      default ->
          throw new InvalidCallException(
              "approximate",
              "unknown approximation '" + call.arguments().text("approximate") + "'",
              "use 'none' or 'tanh'");
    };
  }
}
