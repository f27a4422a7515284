package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.text.Suggestion;
import java.util.List;
import java.util.stream.IntStream;

/** The {@code reduction} argument that all losses share. */
enum LossReduction {
  NONE("none"),
  MEAN("mean"),
  SUM("sum");

  private final String label;

  LossReduction(String label) {
    this.label = label;
  }

  /** The reduction of a call that is being checked. */
  static LossReduction check(Call call) {
    String text = call.arguments().text("reduction");
    for (LossReduction reduction : values()) {
      if (reduction.label.equals(text)) {
        return reduction;
      }
    }
    throw new InvalidCallException(
        "reduction",
        "unknown reduction '" + text + "'",
        Suggestion.didYouMean(text, List.of("none", "mean", "sum"))
            .orElse("use 'mean', 'sum' or 'none'"));
  }

  static LossReduction of(Operands operands) {
    String text = operands.arguments().text("reduction");
    for (LossReduction reduction : values()) {
      if (reduction.label.equals(text)) {
        return reduction;
      }
    }
    throw new IllegalArgumentException("unknown reduction " + text);
  }

  /** The definition of a loss, from the expression of the losses of all elements. */
  String text(String losses) {
    return switch (this) {
      case NONE -> losses;
      case SUM -> "(" + losses + ").sum()";
      case MEAN -> "(" + losses + ").mean()";
    };
  }

  /** The shape of a loss whose elements have the given one. */
  Shape shape(Shape elements) {
    return this == NONE ? elements : Shape.SCALAR;
  }

  /** Reduces the losses of all elements. */
  Value reduce(Arithmetic math, Value losses) {
    if (this == NONE) {
      return losses;
    }
    int[] all = IntStream.range(0, losses.shape().rank()).toArray();
    Value sum = math.sum(losses, all, false, "loss");
    return this == SUM ? sum : math.div(sum, math.number(losses.dtype(), losses.tensor().size()));
  }

  /** What the mean divides the gradient of each element by. */
  Value divided(Arithmetic math, Value gradient, long elements) {
    return this == MEAN
        ? math.div(gradient, math.number(gradient.dtype(), (double) elements))
        : gradient;
  }
}
