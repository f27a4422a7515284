package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.List;

/**
 * Elements put before and after dimensions, given from the last dimension on; a negative number
 * cuts off. Backward sums what comes back to an element that was repeated.
 */
final class PadOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "pad",
        "elements put before and after, from the last dimension on; mode 'constant', 'reflect',"
            + " 'replicate' or 'circular'",
        Signatures.INPUT,
        Parameter.required("pad", Kind.DIMS),
        Parameter.optional("mode", Kind.STRING, Argument.of("constant")),
        Parameter.optional("value", Kind.NUMBER, Argument.none()));
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    return new TensorType(input.dtype(), result(call.arguments(), input.shape()));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    double fill = operands.arguments().number("value").map(Argument.Num::value).orElse(0.0);
    Value filled = math.concat(List.of(x, math.scalar(x.dtype(), fill)));
    return math.gather(filled, sources(operands, x.tensor().size()), operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Shape shape = operands.get("input").shape();
    return math.scatterAdd(grad, sources(operands, -1), shape, "");
  }

  private static int[] padding(Arguments arguments, Shape input) {
    int[] given = arguments.integers("pad");
    if (given.length % 2 != 0 || given.length > 2 * input.rank()) {
      throw new InvalidCallException(
          "pad",
          "needs pairs of ints, at most " + input.rank() + " for " + input,
          "(left, right) for the last dimension, then (top, bottom) and so on");
    }
    int[] padding = new int[2 * input.rank()];
    for (int i = 0; i < given.length; i += 2) {
      int dim = input.rank() - 1 - i / 2;
      padding[2 * dim] = given[i];
      padding[2 * dim + 1] = given[i + 1];
    }
    return padding;
  }

  private static Shape result(Arguments arguments, Shape input) {
    int[] padding = padding(arguments, input);
    String mode = arguments.text("mode");
    if (!List.of("constant", "reflect", "replicate", "circular").contains(mode)) {
      throw new InvalidCallException(
          "mode",
          "unknown mode '" + mode + "'",
          "use 'constant', 'reflect', 'replicate' or 'circular'");
    }
    int[] extents = input.extents();
    for (int dim = 0; dim < extents.length; dim++) {
      int extent = extents[dim];
      int most = Math.max(padding[2 * dim], padding[2 * dim + 1]);
      boolean possible =
          switch (mode) {
            case "reflect" -> most < extent || most <= 0;
            case "circular" -> most <= extent;
            case "replicate" -> extent > 0 || most <= 0;
            default -> true;
          };
      long padded = (long) extent + padding[2 * dim] + padding[2 * dim + 1];
      if (!possible || padded < 0 || padded > Integer.MAX_VALUE) {
        throw new InvalidCallException(
            "pad", "cannot pad the extent " + extent + " so in mode '" + mode + "'");
      }
      extents[dim] = (int) padded;
    }
    return Shape.of(extents);
  }

  /** For each element of the result its position in the input, or {@code outside}. */
  private static int[] sources(Operands operands, int outside) {
    Shape input = operands.get("input").shape();
    Shape result = operands.resultShape();
    int[] padding = padding(operands.arguments(), input);
    String mode = operands.arguments().text("mode");
    int rank = input.rank();
    int[][] along = new int[rank][];
    for (int dim = 0; dim < rank; dim++) {
      along[dim] = new int[result.extent(dim)];
      for (int i = 0; i < along[dim].length; i++) {
        along[dim][i] = source(mode, i - padding[2 * dim], input.extent(dim));
      }
    }
    int[] strides = input.strides();
    int[] sources = new int[Math.toIntExact(result.size())];
    int[] index = new int[rank];
    for (int i = 0; i < sources.length; i++) {
      int position = 0;
      boolean inside = true;
      for (int dim = 0; dim < rank; dim++) {
        int at = along[dim][index[dim]];
        inside &= at >= 0;
        position += at * strides[dim];
      }
      sources[i] = inside ? position : outside;
      for (int dim = rank - 1; dim >= 0 && ++index[dim] == result.extent(dim); dim--) {
        index[dim] = 0;
      }
    }
    return sources;
  }

  /** The coordinate that is seen at another one; −1 for none. */
  private static int source(String mode, int at, int extent) {
    return switch (mode) {
      case "reflect" -> at < 0 ? -at : at >= extent ? 2 * (extent - 1) - at : at;
      case "replicate" -> Math.max(0, Math.min(extent - 1, at));
      case "circular" -> Math.floorMod(at, extent);
      default -> at >= 0 && at < extent ? at : -1;
    };
  }
}
