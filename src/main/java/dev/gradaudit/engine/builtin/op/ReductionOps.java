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

/** Reductions that are composed of simpler ones. */
final class ReductionOps {
  private ReductionOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        extremum("max", "largest", "maximum", "amax", "argmax"),
        extremum("min", "smallest", "minimum", "amin", "argmin"),
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

  /** As {@code max(input)}, {@code max(input, dim)}, a pair, or {@code max(input, other)}. */
  private static Op extremum(
      String name, String word, String ofTwo, String shared, String position) {
    Signature signature =
        Signatures.of(
            name,
            "the "
                + word
                + " element; with dim (values, indices), of equal ones the first; of two tensors "
                + ofTwo,
            Signatures.INPUT,
            Parameter.optional("dim", Kind.TENSOR_OR_NUMBER, Argument.none()),
            Signatures.KEEPDIM);
    return Composite.tuple(
        signature,
        List.of("values", "indices"),
        call -> {
          if (call.arguments().isNone("dim")) {
            return "input." + shared + "()";
          }
          if (call.arguments().input("dim").isPresent()) {
            return "torch." + ofTwo + "(input, dim)";
          }
          Argument.Num dim = call.arguments().number("dim").orElseThrow();
          if (!dim.integer()) {
            throw new InvalidCallException("dim", "a dimension has to be an int");
          }
          String picked =
              "indices = input." + position + "(dim, True)\nvalues = input.gather(dim, indices)\n";
          return picked
              + (call.arguments().flag("keepdim")
                  ? "values, indices"
                  : "values.squeeze(dim), indices.squeeze(dim)");
        });
  }

  private static Signature spread(String name, String summary) {
    return Signatures.of(
        name,
        summary,
        Signatures.INPUT,
        Signatures.ALL_DIMS,
        Signatures.flag("unbiased", true),
        Signatures.KEEPDIM,
        Parameter.optional("correction", Kind.NUMBER, Argument.none()));
  }

  /**
   * Σ(x − mean)² / (n − correction). The mean is held fixed in the gradient, as what it contributes
   * is Σ(x − mean) = 0 but for rounding.
   */
  private static String variance(Call call) {
    Shape shape = Checks.floating(call, "input").shape();
    double terms = 1;
    for (int dim : Checks.dims(call.arguments(), "dim", shape.rank())) {
      terms *= shape.extent(dim);
    }
    double correction =
        call.arguments()
            .number("correction")
            .map(Argument.Num::value)
            .orElse(call.arguments().flag("unbiased") ? 1.0 : 0.0);
    return "d = input - input.mean(dim, keepdim=True).detach()\n"
        + "(d * d).sum(dim, keepdim=keepdim) / "
        + Math.max(0, terms - correction);
  }
}
