package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Reductions that are composed of simpler ones. */
final class ReductionOps {
  private ReductionOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        Composite.of(
            spread("var", "variance; by default divided by n - 1"), ReductionOps::variance),
        Composite.of(
            spread(
                "std", "standard deviation; by default divided by n - 1; its gradient at 0 is 0"),
            // Where the variance is 0, so is its gradient, and the root is not taken.
            "v = input.var(dim, unbiased, keepdim, correction)\n"
                + "torch.where(v == 0, v, torch.sqrt(torch.where(v == 0, 1, v)))"),
        Composite.of(
            Signatures.of("trace", "sum of the diagonal of a matrix", Signatures.INPUT),
            call -> {
              Checks.rank(call, "input", 2);
              return "torch.diag(input).sum()";
            }));
  }

  private static Signature spread(String name, String summary) {
    return Signatures.of(
        name,
        summary,
        Signatures.INPUT,
        Parameter.optional("dim", Kind.DIMS_OR_BOOL, Argument.none()),
        Parameter.optional("unbiased", Kind.BOOL, Argument.none()),
        Signatures.KEEPDIM,
        Parameter.optional("correction", Kind.NUMBER, Argument.none()));
  }

  /**
   * Σ(x − mean)² / (n − correction). The mean is held fixed in the gradient, as what it contributes
   * is Σ(x − mean) = 0 but for rounding.
   */
  private static String variance(Call call) {
    Shape shape = Checks.floating(call, "input").shape();
    boolean unbiasedFirst = call.arguments().get("dim") instanceof Argument.Bool;
    double terms = 1;
    int[] dims =
        unbiasedFirst
            ? IntStream.range(0, shape.rank()).toArray()
            : Checks.dims(call.arguments(), "dim", shape.rank());
    for (int dim : dims) {
      terms *= shape.extent(dim);
    }
    String over = unbiasedFirst ? "None" : "dim";
    return "d = input - input.mean("
        + over
        + ", keepdim=True).detach()\n(d * d).sum("
        + over
        + ", keepdim=keepdim) / "
        + Math.max(0, terms - correction(call));
  }

  /** What is subtracted from n: unbiased is an older spelling of it, 1 or 0. */
  private static double correction(Call call) {
    boolean unbiasedFirst = call.arguments().get("dim") instanceof Argument.Bool;
    if (unbiasedFirst && !call.arguments().isNone("unbiased")) {
      throw new InvalidCallException("unbiased", "unbiased is given twice");
    }
    String unbiased = unbiasedFirst ? "dim" : "unbiased";
    if (call.arguments().isNone("correction")) {
      return call.arguments().isNone(unbiased) || call.arguments().flag(unbiased) ? 1 : 0;
    }
    if (!call.arguments().isNone(unbiased)) {
      throw new InvalidCallException(
          "correction",
          "unbiased and correction both say what is subtracted from n",
          "give one of them: correction=1 is unbiased=True, correction=0 is unbiased=False");
    }
    return call.arguments().number("correction").orElseThrow().value();
  }
}
